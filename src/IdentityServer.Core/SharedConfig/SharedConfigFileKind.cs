namespace IdentityServer.Core.SharedConfig;

/// <summary>Which of the two shared-config files: they spell section headers differently.</summary>
internal enum SharedConfigFileKind
{
    /// <summary><c>~/.aws/config</c>: <c>[profile NAME]</c>.</summary>
    Config,

    /// <summary><c>~/.aws/credentials</c>: <c>[NAME]</c>.</summary>
    Credentials,
}
