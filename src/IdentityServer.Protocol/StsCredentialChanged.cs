namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/identity/stsCredentialChanged</c>.</summary>
public sealed record StsCredentialChangedParams
{
    /// <summary><c>Refreshed</c> (ask again for the new keys) or <c>Expired</c> (the keys are no longer good, or about to be).</summary>
    public required string Kind { get; init; }

    /// <summary>The id of the credential, as <see cref="IamCredential.Id"/> gave it.</summary>
    public required string StsCredentialId { get; init; }
}

/// <summary>The values of <see cref="StsCredentialChangedParams.Kind"/>.</summary>
public static class StsCredentialChangedKinds
{
    /// <summary>The credential has been renewed.</summary>
    public const string Refreshed = "Refreshed";

    /// <summary>The credential has ended.</summary>
    public const string Expired = "Expired";
}
