using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IdentityServer.Tests.Harness;

/// <summary>Which executable the sessions run against, and the little environment it is spawned with.</summary>
internal static class ServerExecutable
{
    /// <summary>Set it to run the sessions against another build, such as the native one.</summary>
    public const string PathVariable = "IDENTITY_SERVER_EXECUTABLE";

    /// <summary>Whether the sessions run against a build that was named, in place of the managed one beside the tests.</summary>
    public static bool IsGiven => Inherited(PathVariable) is not null;

    public static ProcessStartInfo StartInfo(TempHome home, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Find(), arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.Root,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in Minimal(home)) start.Environment[name] = value;
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return start;
    }

    /// <summary>A shell that runs the script, in which the server is <c>"$0"</c>.</summary>
    public static ProcessStartInfo InShell(TempHome home, IReadOnlyDictionary<string, string> environment, string script)
    {
        ProcessStartInfo start = StartInfo(home, environment, ["-c", script, Find()]);
        start.FileName = "/bin/sh";
        return start;
    }

    /// <summary>The executable, for a program that spawns it by itself.</summary>
    public static string Find()
    {
        string name = OperatingSystem.IsWindows() ? "identity-server.exe" : "identity-server";
        string path = Inherited(PathVariable) ?? Path.Combine(AppContext.BaseDirectory, "server", name);
        return File.Exists(path) ? Path.GetFullPath(path) : throw new FileNotFoundException($"There is no server at {path}. Build it, or set {PathVariable}.");
    }

    // Nothing of the developer's own AWS_* may reach the server, so the environment starts empty rather than with a list of removals.
    private static Dictionary<string, string> Minimal(TempHome home)
    {
        Dictionary<string, string> environment = new()
        {
            ["HOME"] = home.Root,
            // A managed build finds the runtime that runs this test, wherever it was installed.
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        if (OperatingSystem.IsWindows()) environment["USERPROFILE"] = home.Root;
        foreach (string name in (string[])["PATH", "SystemRoot", "ComSpec", "PATHEXT", "TEMP", "TMP", "TMPDIR"])
        {
            if (Inherited(name) is { } value) environment[name] = value;
        }

        return environment;
    }

    private static string? Inherited(string name)
    {
#pragma warning disable RS0030 // The test run is its own composition root: this is where its environment enters.
        return Environment.GetEnvironmentVariable(name);
#pragma warning restore RS0030
    }
}
