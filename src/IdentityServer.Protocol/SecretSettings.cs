namespace IdentityServer.Protocol;

/// <summary>The settings of <see cref="Profile.Settings"/> whose values are secrets: JWE in an encrypted session, and never on a screen or command line.</summary>
public static class SecretSettings
{
    /// <summary>Whether the setting of that name, in any case, holds a secret.</summary>
    public static bool Contains(string name) =>
        name.Equals("aws_secret_access_key", StringComparison.OrdinalIgnoreCase) || name.Equals("aws_session_token", StringComparison.OrdinalIgnoreCase);
}
