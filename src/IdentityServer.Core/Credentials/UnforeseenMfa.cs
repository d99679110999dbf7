using System.Collections.Concurrent;
using Amazon.Runtime;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// A role that needs an MFA code although its profile has no <c>mfa_serial</c>: only STS knows, and says so by a denial. The person is
/// asked once for code and device; what is learnt goes into the profile, so that the next login, the AWS CLI's too, asks straight away.
/// </summary>
public sealed class UnforeseenMfa
{
    private readonly AssumeRoleClient assumeRole;
    private readonly IIdentityClient client;
    private readonly ProfileEditor editor;
    private readonly StsCacheManager sessions;
    private readonly ILogger<UnforeseenMfa> logger;
    private readonly ConcurrentDictionary<string, (string Id, SessionMark Session)> learnt = new();

    /// <summary>Creates the part.</summary>
    public UnforeseenMfa(AssumeRoleClient assumeRole, IIdentityClient client, ProfileEditor editor, StsCacheManager sessions, ILogger<UnforeseenMfa> logger)
    {
        this.assumeRole = assumeRole;
        this.client = client;
        this.editor = editor;
        this.sessions = sessions;
        this.logger = logger;
    }

    /// <summary>Whether a code could turn <paramref name="denial"/> into a session: STS denied long-term keys, and no code was given yet.</summary>
    public static bool MayHelp(IdentityException denial, RoleStep role, AwsCredentials source, MintPolicy policy) =>
        policy == MintPolicy.MayPrompt
        && role.MfaSerial is null
        && source.SessionToken is null // STS takes codes with long-term keys only.
        && denial.InnerException is AmazonServiceException { ErrorCode: "AccessDenied" or "AccessDeniedException" };

    /// <summary>Asks for a code and device and makes the call again.</summary>
    /// <exception cref="IdentityException"><paramref name="denial"/>, where no code and device were given; or as <see cref="AssumeRoleClient.AssumeAsync"/>.</exception>
    public async Task<StsSession> AssumeAsync(CredentialPlan plan, RoleStep role, AwsCredentials source, IdentityException denial, CancellationToken cancellationToken)
    {
        MfaCode code = await AskAsync(role, denial, cancellationToken);
        if (code.MfaSerial is not { } serial)
        {
            logger.LogInformation("Profile \"{Profile}\": a code without its device (mfaSerial) is of no use, because the profile names none", role.ProfileName);
            throw denial;
        }

        StsSession session = await assumeRole.AssumeAsync(plan, role, source, code, cancellationToken);
        await LearnAsync(role, serial, session, cancellationToken);
        return session;
    }

    /// <summary>The id of a credential: where its profile has learnt its device meanwhile, the one that it has by that.</summary>
    public string IdOf(string id, AwsCredentials credentials) =>
        credentials.Expiration is { } end && learnt.TryGetValue(id, out (string Id, SessionMark Session) known) && known.Session == SessionMark.Of(credentials, end) ? known.Id : id;

    private async Task<MfaCode> AskAsync(RoleStep role, IdentityException denial, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetMfaCodeAsync(role.ProfileName, mfaSerial: null, cancellationToken);
        }
        catch (IdentityException declined)
        {
            logger.LogInformation("STS denied profile \"{Profile}\", and no MFA code was given: {Reason}", role.ProfileName, declined.Message);
            throw denial;
        }
    }

    // The session is kept under the identity that the profile has from now on, or the next request would ask again.
    private async Task LearnAsync(RoleStep role, string serial, StsSession session, CancellationToken cancellationToken)
    {
        try
        {
            await editor.SetAsync(role.ProfileName, SettingNames.MfaSerial, serial, cancellationToken);
        }
        catch (IdentityException ex)
        {
            logger.LogWarning("Profile \"{Profile}\": its mfa_serial could not be written, so STS will deny the next login first: {Reason}", role.ProfileName, ex.Message);
            return;
        }

        string id = StsCacheKey.ForRole(role.RoleArn, role.RoleSessionName, role.ExternalId, serial, role.DurationSeconds);
        sessions.Keep(id, session);
        learnt[role.CacheKey] = (id, SessionMark.Of(session));
        logger.LogInformation("Profile \"{Profile}\" now has the mfa_serial that was given with the code", role.ProfileName);
    }
}
