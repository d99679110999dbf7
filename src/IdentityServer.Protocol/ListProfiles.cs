namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/identity/listProfiles</c>: an empty object.</summary>
public sealed record ListProfilesParams;

/// <summary>The result of <c>aws/identity/listProfiles</c>, and the params of <c>aws/identity/profileChanged</c>.</summary>
public sealed record ListProfilesResult
{
    /// <summary>The profiles, in the order of the config file; those of the credentials file alone come last.</summary>
    public required IReadOnlyList<Profile> Profiles { get; init; }

    /// <summary>The sso-sessions, in the order of the config file.</summary>
    public required IReadOnlyList<SsoSession> SsoSessions { get; init; }
}
