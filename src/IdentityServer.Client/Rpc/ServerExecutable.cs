namespace IdentityServer.Client.Rpc;

/// <summary>Where the server stands that belongs to this client.</summary>
internal static class ServerExecutable
{
    private static string Name => OperatingSystem.IsWindows() ? "identity-server.exe" : "identity-server";

    /// <summary>The server's own build folder, where the client runs from a build folder beside it; else the client's own folder.</summary>
    public static string Find(string clientFolder)
    {
        string built = Path.Combine(BuildFolder(clientFolder), Name);
        return File.Exists(built) ? built : Path.Combine(clientFolder, Name);
    }

    // src/IdentityServer.Client/bin/CONFIGURATION/FRAMEWORK -> src/IdentityServer/bin/CONFIGURATION/FRAMEWORK. The managed server that a build
    // copies beside the client lacks the assemblies that the client takes from the ASP.NET Core framework, and the server does not.
    private static string BuildFolder(string clientFolder)
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(clientFolder));
        DirectoryInfo? root = framework.Parent?.Parent?.Parent?.Parent?.Parent;
        return root is null ? clientFolder : Path.Combine(root.FullName, "src", "IdentityServer", "bin", framework.Parent!.Name, framework.Name);
    }
}
