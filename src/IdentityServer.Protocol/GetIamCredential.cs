namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/identity/getIamCredential</c>.</summary>
public sealed record GetIamCredentialParams
{
    /// <summary>The profile whose credential is wanted.</summary>
    public required string ProfileName { get; init; }

    /// <summary>What may be done to get it; null for the defaults.</summary>
    public GetIamCredentialOptions? Options { get; init; }
}

/// <summary>What may be done to get a credential.</summary>
public sealed record GetIamCredentialOptions
{
    /// <summary>Whether STS may be called (and the person asked for an MFA code) when no valid credential is cached; true where null.</summary>
    public bool? CallStsOnInvalidIamCredential { get; init; }

    /// <summary>Actions (<c>service:Action</c>) that the owner of the credential must be allowed, by IAM's policy simulation; nothing is checked where null or empty.</summary>
    public IReadOnlyList<string>? PermissionSet { get; init; }

    /// <summary>Credentials to check with STS and return in place of the profile's. Its texts may be sealed as those of an answer are.</summary>
    public IamCredentials? CredentialOverride { get; init; }
}

/// <summary>The result of <c>aws/identity/getIamCredential</c>, in both published revisions of its shape.</summary>
public sealed record GetIamCredentialResult
{
    /// <summary>The credential.</summary>
    public required IamCredential Credential { get; init; }

    /// <summary>For the client to forward, unchanged, to other language servers as the params of <c>aws/credentials/iam/update</c>.</summary>
    public required UpdateCredentialsParams UpdateCredentialsParams { get; init; }

    /// <summary>The same as <see cref="IamCredential.Id"/>, where the first revision had it.</summary>
    public required string Id { get; init; }

    /// <summary>The same as <see cref="IamCredential.Credentials"/>, where the first revision had them.</summary>
    public required IamCredentials Credentials { get; init; }
}

/// <summary>A credential of a profile.</summary>
public sealed record IamCredential
{
    /// <summary>Names the credential in <c>stsCredentialChanged</c> and <c>invalidateStsCredential</c>: 40 lower-case hex digits, opaque, stable across processes.</summary>
    public required string Id { get; init; }

    /// <summary>The kinds of the profile (the names of <c>ProfileKind</c>).</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>The keys.</summary>
    public required IamCredentials Credentials { get; init; }
}
