namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/identity/deleteProfile</c>, an addition to the published protocol (<see cref="ExperimentalCapabilities"/>).</summary>
public sealed record DeleteProfileParams
{
    /// <summary>The profile to remove from both files.</summary>
    public required string ProfileName { get; init; }

    /// <summary>What may be done; null for the defaults.</summary>
    public DeleteProfileOptions? Options { get; init; }
}

/// <summary>What a removal may do.</summary>
public sealed record DeleteProfileOptions
{
    /// <summary>Whether the profile's sso-session goes with it where no other profile uses it; false where null.</summary>
    public bool? DeleteUnsharedSsoSession { get; init; }
}

/// <summary>The result of <c>aws/identity/deleteProfile</c>: an empty object.</summary>
public sealed record DeleteProfileResult;
