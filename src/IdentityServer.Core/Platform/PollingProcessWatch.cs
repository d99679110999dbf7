using System.ComponentModel;
using System.Diagnostics;

namespace IdentityServer.Core.Platform;

/// <summary>Looks whether the process is still there.</summary>
internal sealed class PollingProcessWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly int processId;
    private readonly string? identity;
    private readonly Action ended;
    private readonly ITimer timer;
    private int told;

    public PollingProcessWatch(int processId, Action ended, TimeProvider time)
    {
        this.processId = processId;
        this.ended = ended;
        identity = IdentityOf(processId);
        timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref told, 1);
        timer.Dispose();
    }

    /// <summary>What tells a process from a later one with its number; null where no such process runs.</summary>
    private static string? IdentityOf(int processId)
    {
        if (OperatingSystem.IsLinux())
            return LinuxIdentityOf(processId);
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.HasExited ? null : "running";
        }
        catch (Exception ex) when (ex is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Win32Exception)
        {
            return "running"; // Another user's: it is there, and says no more.
        }
    }

    // proc(5): pid (comm) state … with the start time as field 22. A zombie is gone, and waits for its parent only.
    private static string? LinuxIdentityOf(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private void Look()
    {
        string? now = IdentityOf(processId);
        if (now is not null && now == identity)
            return;
        timer.Dispose();
        if (Interlocked.Exchange(ref told, 1) == 0)
            ended();
    }
}
