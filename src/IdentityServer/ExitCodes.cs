namespace IdentityServer;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCodes
{
    /// <summary><c>exit</c>, or the end of the client, after <c>shutdown</c>; <c>--help</c> and <c>--version</c>.</summary>
    public const int Success = 0;

    /// <summary>The session ended without <c>shutdown</c>, by a frame that cannot be read, or by a fault of the system or the server.</summary>
    public const int Failure = 1;

    /// <summary>A transport that is not served, or an argument that is not known.</summary>
    public const int Usage = 2;

    /// <summary>The line with the encryption key is missing or wrong.</summary>
    public const int BadEncryptionKey = 10;
}
