namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/identity/invalidateStsCredential</c>: an id, or, in the first revision, a profile name.</summary>
public sealed record InvalidateStsCredentialParams
{
    /// <summary>The id of the credential, as <see cref="IamCredential.Id"/> gave it.</summary>
    public string? IamCredentialId { get; init; }

    /// <summary>The profile whose credential is meant (first revision).</summary>
    public string? ProfileName { get; init; }
}

/// <summary>The result of <c>aws/identity/invalidateStsCredential</c>: an empty object.</summary>
public sealed record InvalidateStsCredentialResult;
