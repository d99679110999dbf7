namespace IdentityServer.Client.Rpc;

/// <summary>Where the server stands that belongs to this client.</summary>
internal static class ServerExecutable
{
    private static string Name => OperatingSystem.IsWindows() ? "identity-server.exe" : "identity-server";

    /// <summary>The server in the folder <c>server</c> beside the client, as a build places it; else the one beside the client itself.</summary>
    public static string Find(string clientFolder)
    {
        string placed = Path.Combine(clientFolder, "server", Name);
        return File.Exists(placed) ? placed : Path.Combine(clientFolder, Name);
    }
}
