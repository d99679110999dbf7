using System.ComponentModel;
using System.Diagnostics;
using IdentityServer.Rpc;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Hosting;

/// <summary>Ends the session when the client's process is gone: a client that crashed can leave the pipes open in a child of its own.</summary>
internal sealed class ClientProcessWatch : IDisposable
{
    // A client that is gone is noticed within 5 s. Its pipes usually tell at once; this is for when they do not.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly SessionLifecycle lifecycle;
    private readonly TimeProvider time;
    private readonly ILogger<ClientProcessWatch> logger;
    private readonly List<ITimer> timers = [];

    public ClientProcessWatch(SessionLifecycle lifecycle, TimeProvider time, ILogger<ClientProcessWatch> logger)
    {
        this.lifecycle = lifecycle;
        this.time = time;
        this.logger = logger;
    }

    public void Start(int processId)
    {
        string? identity = IdentityOf(processId);
        lock (timers)
            timers.Add(time.CreateTimer(_ => Check(processId, identity), null, Interval, Interval));
    }

    public void Dispose()
    {
        lock (timers)
        {
            foreach (ITimer timer in timers)
                timer.Dispose();
            timers.Clear();
        }
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

    private void Check(int processId, string? identity)
    {
        string? now = IdentityOf(processId);
        if (now is not null && now == identity)
            return;
        logger.LogInformation("The client (process {ProcessId}) is gone", processId);
        lifecycle.End();
    }
}
