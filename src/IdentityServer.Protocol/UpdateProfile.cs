namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/identity/updateProfile</c>.</summary>
public sealed record UpdateProfileParams
{
    /// <summary>
    /// The profile as it shall be: a setting given is written, a blank or null one removed, one not given kept. No settings at all remove
    /// the profile.
    /// </summary>
    public required Profile Profile { get; init; }

    /// <summary>The sso-session to write with it; null for none.</summary>
    public SsoSession? SsoSession { get; init; }

    /// <summary>What may be done; null for the defaults.</summary>
    public UpdateProfileOptions? Options { get; init; }
}

/// <summary>What an update may do.</summary>
public sealed record UpdateProfileOptions
{
    /// <summary>Whether a profile that is not there is created; true where null.</summary>
    public bool? CreateNonexistentProfile { get; init; }

    /// <summary>Whether an sso-session that is not there is created; true where null.</summary>
    public bool? CreateNonexistentSsoSession { get; init; }

    /// <summary>Whether an sso-session that other profiles use too may be changed; false where null.</summary>
    public bool? UpdateSharedSsoSession { get; init; }
}

/// <summary>The result of <c>aws/identity/updateProfile</c>: an empty object.</summary>
public sealed record UpdateProfileResult;
