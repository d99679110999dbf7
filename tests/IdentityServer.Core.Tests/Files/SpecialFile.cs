using System.Diagnostics;

namespace IdentityServer.Core.Tests.Files;

/// <summary>What can stand in a file's place on Unix without being one.</summary>
internal static class SpecialFile
{
    /// <summary>A pipe with a name, to which nobody writes: who opens it waits for ever.</summary>
    public static void CreatePipe(string path)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Pipes have no place among the files of Windows.");
        using var mkfifo = Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
    }

    /// <summary>A link to a device of the system.</summary>
    public static void LinkDevice(string path, string device)
    {
        if (!File.Exists(device))
            Assert.Skip($"This system has no {device}.");
        File.CreateSymbolicLink(path, device);
    }
}
