namespace IdentityServer.Client.Terminal;

/// <summary>The exit codes of the program.</summary>
internal static class ClientExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;
}
