using System.ComponentModel;
using System.Diagnostics;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>What stands on the bench: the server, and the yardsticks that are here.</summary>
/// <param name="Server">The server's executable.</param>
/// <param name="Echo">The echo program, or null.</param>
/// <param name="Node">Node.js, or null.</param>
/// <param name="Rounds">How many times each spawn is measured.</param>
internal sealed record Rig(string Server, string? Echo, string? Node, int Rounds)
{
    private const string NodeCommand = "node";

    /// <summary>The yardsticks that are not here, and how to get them.</summary>
    public IEnumerable<string> Missing
    {
        get
        {
            if (Echo is null)
                yield return "the echo program. Make it with: dotnet publish tests/IdentityServer.EchoYardstick -c Release -o artifacts/echo";
            if (Node is null)
                yield return "node -e 0, since there is no Node.js here.";
        }
    }

    public static Rig For(WholeOptions options) => new(
        Path.GetFullPath(options.Server), File.Exists(options.Echo) ? Path.GetFullPath(options.Echo) : null, NodeIsInstalled() ? NodeCommand : null, options.Rounds);

    private static bool NodeIsInstalled()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(NodeCommand, "--version") { RedirectStandardOutput = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
