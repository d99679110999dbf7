namespace IdentityServer.LocalAws;

/// <summary>How the container credentials endpoint behaves; may be changed while the server runs.</summary>
public sealed class ContainerOptions
{
    /// <summary>The exact <c>Authorization</c> header that must be sent; null: none is needed.</summary>
    public string? RequiredAuthorization { get; set; }

    public string RoleArn { get; set; } = $"arn:aws:iam::{LocalAwsServer.CallerAccount}:role/local-task-role";

    /// <summary>Lifetime of the role's credentials; null: <see cref="LocalAwsServer.SessionLifetime"/>, else six hours.</summary>
    public TimeSpan? CredentialLifetime { get; set; }
}
