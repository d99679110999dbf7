using System.Diagnostics;
using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>What the system tells of a running process.</summary>
internal static class ProcessFacts
{
    /// <summary>The most memory that the process has held at once, in MB (10^6 bytes).</summary>
    public static double PeakMegabytes(int processId)
    {
        if (OperatingSystem.IsLinux())
            return NumberIn($"/proc/{processId}/status", "VmHWM:") * 1024 / 1e6;
        using var process = Process.GetProcessById(processId);
        return process.PeakWorkingSet64 / 1e6;
    }

    /// <summary>How often each live thread of the process has been switched to, since it began; null where the system does not tell.</summary>
    public static IReadOnlyDictionary<string, long>? SwitchesByThread(int processId)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var switches = new Dictionary<string, long>();
        foreach (string thread in Directory.GetDirectories($"/proc/{processId}/task"))
        {
            try
            {
                switches[thread] = NumberIn($"{thread}/status", "voluntary_ctxt_switches:") + NumberIn($"{thread}/status", "nonvoluntary_ctxt_switches:");
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return switches;
    }

    private static long NumberIn(string file, string name)
    {
        string line = File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }
}
