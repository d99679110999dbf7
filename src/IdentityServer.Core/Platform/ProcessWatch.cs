namespace IdentityServer.Core.Platform;

/// <summary>Tells that a process has ended, whoever started it.</summary>
public static class ProcessWatch
{
    /// <summary>
    /// Calls <paramref name="ended"/> once, when the process has ended or where there is none, until disposed of. On Linux that is at once, and
    /// costs nothing until then; elsewhere the process is looked at every 3 s. Null below 1: no process has such a number, and a client that
    /// gives one has none to give.
    /// </summary>
    public static IDisposable? Start(int processId, Action ended, TimeProvider time) => processId < 1
        ? null
        : (IDisposable?)PidFdWatch.TryStart(processId, ended) ?? new PollingProcessWatch(processId, ended, time);
}
