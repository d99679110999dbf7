using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// Executes plans. It asks the cache from the outermost role inward, and mints forward from the nearest session that is there, or from
/// the base. It decides nothing: <see cref="CredentialPlanner"/> did.
/// </summary>
public sealed class CredentialResolver
{
    private readonly ProfileStore store;
    private readonly CredentialPlanner planner;
    private readonly StsCacheManager sessions;
    private readonly StsRenewals renewals;
    private readonly CredentialSources sources;
    private readonly AssumeRoleClient assumeRole;
    private readonly UnforeseenMfa unforeseenMfa;
    private readonly IIdentityClient client;

    /// <summary>Creates the resolver.</summary>
    public CredentialResolver(
        ProfileStore store,
        CredentialPlanner planner,
        StsCacheManager sessions,
        StsRenewals renewals,
        CredentialSources sources,
        AssumeRoleClient assumeRole,
        UnforeseenMfa unforeseenMfa,
        IIdentityClient client)
    {
        this.store = store;
        this.planner = planner;
        this.sessions = sessions;
        this.renewals = renewals;
        this.sources = sources;
        this.assumeRole = assumeRole;
        this.unforeseenMfa = unforeseenMfa;
        this.client = client;
    }

    /// <summary>Gets the credential of a profile, and watches it from then on if it is a session.</summary>
    /// <exception cref="IdentityException">Any of <see cref="IdentityErrorCode"/>.</exception>
    public async Task<ResolvedCredential> GetAsync(string profileName, MintPolicy policy, CancellationToken cancellationToken)
    {
        CredentialPlan plan = planner.Plan(store.GetSnapshot(), profileName);
        AwsCredentials credentials = await GetStepAsync(plan, plan.Roles.Length - 1, policy, cancellationToken);
        string id = unforeseenMfa.IdOf(plan.Id, credentials);
        if (plan.IsSession)
            renewals.Start(id, profileName, credentials, NeedsPrompt(plan) || id != plan.Id ? null : token => RenewAsync(profileName, id, token));
        return new ResolvedCredential(id, plan.Kinds, credentials);
    }

    /// <summary>Forgets a session: its cache entry and its renewal. Succeeds where there is nothing to forget.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidStsCredential"/>: <paramref name="id"/> has not the form of an id; <see cref="IdentityErrorCode.CannotWriteStsCache"/>.</exception>
    public void Invalidate(string id)
    {
        if (!StsCacheKey.IsWellFormed(id))
        {
            throw new IdentityException(
                IdentityErrorCode.InvalidStsCredential,
                "The id of the credential has not the form of an id (40 lower-case hex digits). Send the id that getIamCredential gave.");
        }

        renewals.Forget(id);
        sessions.Remove(id);
    }

    /// <summary>Forgets the session of a profile.</summary>
    /// <exception cref="IdentityException">The profile has no plan; or as <see cref="Invalidate"/>.</exception>
    public void InvalidateProfile(string profileName) => Invalidate(planner.Plan(store.GetSnapshot(), profileName).Id);

    private static bool NeedsPrompt(CredentialPlan plan) => plan.Roles is [.., { MfaSerial: not null }];

    // From the file as it is now: a source, region or endpoint that was edited meanwhile counts.
    private async Task<AwsCredentials?> RenewAsync(string profileName, string id, CancellationToken cancellationToken)
    {
        CredentialPlan plan = planner.Plan(store.GetSnapshot(), profileName);
        if (plan.Id != id)
            return null;
        StsSession session = await sessions.RenewAsync(id, (policy, token) => MintStepAsync(plan, plan.Roles.Length - 1, policy, token), cancellationToken);
        return session.Credentials;
    }

    /// <summary>The credentials after role number <paramref name="step"/> of the plan; -1 stands for the base.</summary>
    private async Task<AwsCredentials> GetStepAsync(CredentialPlan plan, int step, MintPolicy policy, CancellationToken cancellationToken)
    {
        if (CacheKeyOf(plan, step) is not { } key)
            return await sources.GetAsync(plan, cancellationToken);
        // Two steps of one chain can have one key (the same role, reached by two profiles). The outer one owns it; the inner one is made anew.
        if (IsKeyOfOuterStep(plan, step, key))
            return (await MintStepAsync(plan, step, policy, cancellationToken)).Credentials;
        try
        {
            StsSession session = await sessions.GetAsync(key, policy, (allowed, token) => MintStepAsync(plan, step, allowed, token), cancellationToken);
            return session.Credentials;
        }
        catch (IdentityException missing) when (policy == MintPolicy.CacheOnly && missing.Code == IdentityErrorCode.InvalidStsCredential)
        {
            (string profileName, string setting) = step < 0
                ? (plan.Base.ProfileName, $"{SettingNames.WebIdentityTokenFile} ({plan.Base.Location})")
                : (plan.Roles[step].ProfileName, $"{SettingNames.RoleArn} ({plan.Roles[step].Location})");
            throw new IdentityException(
                missing.Code,
                $"{plan.Subject(profileName)}, {setting}: no valid session of the role is cached, and the request allows no call to STS. Ask without callStsOnInvalidIamCredential: false, and sign in.");
        }
    }

    private async Task<StsSession> MintStepAsync(CredentialPlan plan, int step, MintPolicy policy, CancellationToken cancellationToken)
    {
        if (step < 0)
            return await assumeRole.AssumeWithWebIdentityAsync(plan, (WebIdentitySource)plan.Base, cancellationToken);

        RoleStep role = plan.Roles[step];
        if (role.MfaSerial is not null && policy != MintPolicy.MayPrompt)
            throw new IdentityException(IdentityErrorCode.MfaRequired, $"Profile \"{role.ProfileName}\": the role needs an MFA code, and nobody is asked for one here.");

        AwsCredentials source = await GetStepAsync(plan, step - 1, policy, cancellationToken);
        MfaCode? mfa = role.MfaSerial is null ? null : await client.GetMfaCodeAsync(role.ProfileName, role.MfaSerial, cancellationToken);
        try
        {
            return await assumeRole.AssumeAsync(plan, role, source, mfa, cancellationToken);
        }
        catch (IdentityException denial) when (UnforeseenMfa.MayHelp(denial, role, source, policy))
        {
            return await unforeseenMfa.AssumeAsync(plan, role, source, denial, cancellationToken);
        }
    }

    private static bool IsKeyOfOuterStep(CredentialPlan plan, int step, string key) => plan.Roles.Skip(step + 1).Any(outer => outer.CacheKey == key);

    private static string? CacheKeyOf(CredentialPlan plan, int step) => step >= 0 ? plan.Roles[step].CacheKey : (plan.Base as WebIdentitySource)?.CacheKey;
}
