using System.Collections.Immutable;
using IdentityServer.Core.Credentials;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Permissions;

/// <summary>
/// Credentials that a client gives in place of a profile's. They are checked and handed back: no cache, no watch, and nothing of the
/// profile but its region and endpoints bears on them.
/// </summary>
public sealed class CredentialOverrides
{
    private readonly ProfileStore store;
    private readonly CredentialPlanner planner;
    private readonly PermissionCheck permissions;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly TimeProvider time;
    private readonly ILogger<CredentialOverrides> logger;

    /// <summary>Creates the check.</summary>
    public CredentialOverrides(
        ProfileStore store,
        CredentialPlanner planner,
        PermissionCheck permissions,
        IReadOnlyDictionary<string, string> environment,
        TimeProvider time,
        ILogger<CredentialOverrides> logger)
    {
        this.store = store;
        this.planner = planner;
        this.permissions = permissions;
        this.environment = environment;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Gives <paramref name="keys"/> back as the credential of a profile, which need not be there, if AWS accepts them and allows their owner <paramref name="actions"/>.</summary>
    /// <exception cref="IdentityException">
    /// <see cref="IdentityErrorCode.InvalidStsCredential"/>, <see cref="IdentityErrorCode.StsCredentialExpired"/>, <see cref="IdentityErrorCode.PermissionDenied"/>;
    /// or STS gave no answer (<see cref="IdentityErrorCode.CallerIdentityNotFound"/>, <see cref="IdentityErrorCode.Timeout"/>).
    /// </exception>
    public async Task<ResolvedCredential> CheckAsync(string profileName, AwsCredentials keys, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        RequireForm(profileName, keys);
        if (keys.Expiration <= time.GetUtcNow())
            throw Error(profileName, IdentityErrorCode.StsCredentialExpired, $"they ended at {keys.Expiration?.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z. Send new ones");

        ConfigSnapshot config = store.GetSnapshot();
        var calls = new ProfileCalls(config, profileName, environment);
        switch (await CallerIdentityClient.AskAsync(keys, calls.SettingsOf(AwsClientPlanner.Sts), time, cancellationToken))
        {
            case CallerAnswer.Known known when actions.Count > 0:
                await permissions.RequireOfAsync(known, profileName, calls, keys, actions, cancellationToken);
                break;
            case CallerAnswer.Withheld withheld:
                logger.LogWarning("credentialOverride for profile \"{Profile}\": AWS accepts the credentials; {Why}", profileName, withheld.Why);
                break;
            case CallerAnswer.Nameless nameless:
                throw Error(profileName, IdentityErrorCode.CallerIdentityNotFound, nameless.Why);
            case CallerAnswer.Unanswered unanswered:
                throw Error(profileName, unanswered.Code, unanswered.Why);
            case CallerAnswer.Rejected rejected:
                throw Error(profileName, rejected.Code, $"{rejected.Why}. Send others");
        }

        ImmutableArray<ProfileKind> kinds = calls.Profile is { } profile ? ProfileClassifier.KindsOf(profile) : [ProfileKind.Unknown];
        return new ResolvedCredential(IdOf(config, profileName, keys), kinds, keys);
    }

    // What goes into the headers of a call must fit there, or the HTTP client quotes it in its complaint.
    private static void RequireForm(string profileName, AwsCredentials keys)
    {
        if (!IsWord(keys.AccessKeyId))
            throw Malformed("accessKeyId");
        if (!IsWord(keys.SecretAccessKey.Reveal()))
            throw Malformed("secretAccessKey");
        if (keys.SessionToken is { } token && !IsWord(token.Reveal()))
            throw Malformed("sessionToken");

        static bool IsWord(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

        IdentityException Malformed(string field) =>
            Error(profileName, IdentityErrorCode.InvalidStsCredential, $"{field} is empty, or holds characters that no key has. Send it as AWS gave it");
    }

    // The id of the profile's own credential, so that the client's books stay in order; without one, an id of the key.
    private string IdOf(ConfigSnapshot config, string profileName, AwsCredentials keys)
    {
        try
        {
            return planner.Plan(config, profileName).Id;
        }
        catch (IdentityException)
        {
            return StsCacheKey.Hash($"identity-server:override:{keys.AccessKeyId}");
        }
    }

    private static IdentityException Error(string profileName, IdentityErrorCode code, string whatAndRemedy) =>
        new(code, $"Profile \"{profileName}\": the credentials of credentialOverride cannot be used: {whatAndRemedy.TrimEnd('.')}.");
}
