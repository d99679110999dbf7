using System.Threading.Channels;
using IdentityServer.Protocol;

namespace IdentityServer.Client.Demonstration;

/// <summary>The scenes, in their order: later ones build on the sessions that earlier ones left in the cache.</summary>
internal sealed class DemoScenes
{
    private const string Ide = "IDE";
    private const string Server = "server";
    private const string SecondIde = "IDE 2";
    private const string SecondServer = "server 2";
    private const string Get = "getIamCredential";

    // The server renews within the last five minutes, so this session is due after two seconds.
    private static readonly TimeSpan ShortLife = new(0, 5, 2);

    private readonly DemoStage stage;
    private readonly Storyteller story;
    private readonly Channel<StsCredentialChangedParams> changes = Channel.CreateUnbounded<StsCredentialChangedParams>();
    private int prompts;

    public DemoScenes(DemoStage stage, Storyteller story)
    {
        this.stage = stage;
        this.story = story;
    }

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        await using IdentityServerClient ide = await stage.StartServerAsync((request, _) => TypeCodeAsync(Server, request), cancellationToken);
        ide.StsCredentialChanged += change => changes.Writer.TryWrite(change);
        await PlayStaticAsync(ide, cancellationToken);
        IamCredential chain = await PlayChainAsync(ide, cancellationToken);
        await PlayTwoWindowsAsync(ide, cancellationToken);
        await PlayRenewalAsync(ide, cancellationToken);
        await PlayInvalidationAsync(ide, chain, cancellationToken);
        await PlayErrorsAsync(ide, cancellationToken);
        int exitCode = await ide.ShutdownAsync();
        Expect(exitCode == 0, $"the server ends with exit code 0 after shutdown, not {exitCode}");
    }

    /// <exception cref="DemonstrationFailedException">It is not so.</exception>
    public static void Expect(bool isSo, string expectation)
    {
        if (!isSo)
            throw new DemonstrationFailedException($"Expected that {expectation}.");
    }

    private async Task PlayStaticAsync(IdentityServerClient ide, CancellationToken cancellationToken)
    {
        story.Scene("A profile with keys of its own");
        IamCredential credential = await GetAsync(ide, Ide, DemoProfiles.Static, cancellationToken);
        Expect(credential.Credentials is { AccessKeyId: DemoProfiles.AccessKeyId, Expiration: null }, "the keys of the file are handed out");
        Count(0, "these keys come from the file");
    }

    private async Task<IamCredential> PlayChainAsync(IdentityServerClient ide, CancellationToken cancellationToken)
    {
        story.Scene("A chain of two roles");
        story.Profile("deploy = role Deploy from audit; audit = role Audit from personal; personal = keys");
        IamCredential credential = await GetAsync(ide, Ide, DemoProfiles.Chain, cancellationToken);
        Count(2, "personal's keys became Audit, and Audit became Deploy");
        return credential;
    }

    private async Task PlayTwoWindowsAsync(IdentityServerClient ide, CancellationToken cancellationToken)
    {
        await using IdentityServerClient second = await stage.StartServerAsync((request, _) => TypeCodeAsync(SecondServer, request), cancellationToken);
        IamCredential shared = await PlaySharedPromptAsync(ide, second, cancellationToken);
        await PlaySignOutElsewhereAsync(second, shared, cancellationToken);
    }

    private async Task<IamCredential> PlaySharedPromptAsync(IdentityServerClient ide, IdentityServerClient second, CancellationToken cancellationToken)
    {
        story.Scene("Two editor windows, each with a server of its own, want one MFA role at the same time");
        IamCredential[] credentials = await Task.WhenAll(
            GetAsync(ide, Ide, DemoProfiles.Mfa, cancellationToken),
            GetAsync(second, SecondIde, DemoProfiles.Mfa, cancellationToken));
        Expect(credentials[0].Id == credentials[1].Id && credentials[0].Credentials == credentials[1].Credentials, "both windows get the same id and keys");
        Expect(prompts == 1, $"one code is asked for, not {prompts}");
        Count(3, "one more for both windows, with the one code that was typed");
        return credentials[0];
    }

    private async Task PlaySignOutElsewhereAsync(IdentityServerClient second, IamCredential known, CancellationToken cancellationToken)
    {
        story.Scene("Signing out in one window reaches the other");
        story.Asks(SecondIde, "invalidateStsCredential", known.Id);
        await second.InvalidateStsCredentialAsync(known.Id, cancellationToken);
        story.Answers(SecondServer, $"done, and ~/.aws/cli/cache/{known.Id[..8]}….json is gone");
        await ExpectChangeAsync(StsCredentialChangedKinds.Expired, known.Id, cancellationToken);
        Count(3, "no new one");
    }

    private async Task PlayRenewalAsync(IdentityServerClient ide, CancellationToken cancellationToken)
    {
        story.Scene("A session near its end renews itself");
        stage.Aws.SessionLifetime = ShortLife;
        IamCredential first = await GetAsync(ide, Ide, DemoProfiles.Renewed, cancellationToken);
        stage.Aws.SessionLifetime = null;
        story.Passes("STS gave it 5 min 2 s, and the server renews within the last 5 minutes, so 2 s later:");
        await ExpectChangeAsync(StsCredentialChangedKinds.Refreshed, first.Id, cancellationToken);
        IamCredential renewed = await GetAsync(ide, Ide, DemoProfiles.Renewed, cancellationToken);
        Expect(renewed.Id == first.Id && renewed.Credentials.AccessKeyId != first.Credentials.AccessKeyId, "the id stays, and the keys are new");
        Count(5, "the first session, and its renewal");
    }

    private async Task PlayInvalidationAsync(IdentityServerClient ide, IamCredential known, CancellationToken cancellationToken)
    {
        story.Scene("Signing out");
        string file = stage.CacheFileOf(known.Id);
        Expect(File.Exists(file), $"the session of {DemoProfiles.Chain} is kept in {file}");
        story.Asks(Ide, "invalidateStsCredential", known.Id);
        await ide.InvalidateStsCredentialAsync(known.Id, cancellationToken);
        Expect(!File.Exists(file), $"{file} is gone");
        story.Answers(Server, $"done, and ~/.aws/cli/cache/{known.Id[..8]}….json is gone");
        IamCredential again = await GetAsync(ide, Ide, DemoProfiles.Chain, cancellationToken);
        Expect(again.Id == known.Id && again.Credentials.AccessKeyId != known.Credentials.AccessKeyId, "a new session has the same id and new keys");
        Count(6, "Deploy anew; Audit was still in the cache");
    }

    private async Task PlayErrorsAsync(IdentityServerClient ide, CancellationToken cancellationToken)
    {
        story.Scene("Errors that say what to do");
        IdentityServerException mistyped = await FailAsync(ide, DemoProfiles.Mistyped, cancellationToken);
        Expect(mistyped.AwsErrorCode == AwsErrorCodes.E_PROFILE_NOT_FOUND && mistyped.Message.Contains($"\"{DemoProfiles.Chain}\"", StringComparison.Ordinal), "the right name is offered");
        IdentityServerException circle = await FailAsync(ide, DemoProfiles.Circle, cancellationToken);
        Expect(circle.AwsErrorCode == AwsErrorCodes.E_INVALID_PROFILE && circle.Message.Contains("chicken → egg → chicken", StringComparison.Ordinal), "the circle is shown");
        Count(6, "nothing was sent for these");
    }

    private async Task<IamCredential> GetAsync(IdentityServerClient client, string who, string profileName, CancellationToken cancellationToken)
    {
        story.Asks(who, Get, profileName);
        GetIamCredentialResult result = await client.GetIamCredentialAsync(profileName, cancellationToken: cancellationToken);
        story.Answers(who == Ide ? Server : SecondServer, result.Credential);
        return result.Credential;
    }

    private async Task<IdentityServerException> FailAsync(IdentityServerClient ide, string profileName, CancellationToken cancellationToken)
    {
        story.Asks(Ide, Get, profileName);
        try
        {
            await ide.GetIamCredentialAsync(profileName, cancellationToken: cancellationToken);
        }
        catch (IdentityServerException error) when (error.AwsErrorCode is not null)
        {
            story.Fails(Server, error);
            return error;
        }

        throw new DemonstrationFailedException($"Expected that \"{profileName}\" is refused.");
    }

    private async Task ExpectChangeAsync(string kind, string id, CancellationToken cancellationToken)
    {
        StsCredentialChangedParams change = await changes.Reader.ReadAsync(cancellationToken);
        Expect(change == new StsCredentialChangedParams { Kind = kind, StsCredentialId = id }, $"the session is {kind}, not {change}");
        story.Tells(Server, $"stsCredentialChanged {kind}");
    }

    private Task<string?> TypeCodeAsync(string server, GetMfaCodeParams request)
    {
        Interlocked.Increment(ref prompts);
        story.Tells(server, $"getMfaCode of device {request.MfaSerial}");
        story.Person($"{DemoProfiles.MfaCode} (typed for you, for the demonstration)");
        return Task.FromResult<string?>(DemoProfiles.MfaCode);
    }

    private void Count(int expected, string remark)
    {
        int calls = stage.AssumeRoleCalls;
        Expect(calls == expected, $"STS has seen {expected} AssumeRole calls by now, not {calls}");
        story.Counts(calls, remark);
    }
}
