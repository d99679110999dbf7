namespace IdentityServer.LocalAws;

/// <summary>How the instance metadata service behaves; may be changed while the server runs.</summary>
public sealed class MetadataOptions
{
    /// <summary>The role of the instance; null: the instance has none, and is answered with 404.</summary>
    public string? RoleName { get; set; } = "local-instance-role";

    public ImdsVersions Versions { get; set; } = ImdsVersions.V2Only;

    /// <summary>Lifetime of the role's credentials; null: <see cref="LocalAwsServer.SessionLifetime"/>, else six hours.</summary>
    public TimeSpan? CredentialLifetime { get; set; }
}
