using IdentityServer.Core.Platform;
using IdentityServer.Rpc;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Hosting;

/// <summary>
/// Ends the session when the client's process is gone: a client that crashed can leave the pipes open in a child of its own. Its pipes
/// usually tell; this is for when they do not.
/// </summary>
internal sealed class ClientProcessWatch : IDisposable
{
    private readonly SessionLifecycle lifecycle;
    private readonly EndGuard guard;
    private readonly TimeProvider time;
    private readonly ILogger<ClientProcessWatch> logger;
    private readonly List<IDisposable> watches = [];

    public ClientProcessWatch(SessionLifecycle lifecycle, EndGuard guard, TimeProvider time, ILogger<ClientProcessWatch> logger)
    {
        this.lifecycle = lifecycle;
        this.guard = guard;
        this.time = time;
        this.logger = logger;
    }

    public void Start(int processId)
    {
        if (ProcessWatch.Start(processId, () => End(processId), time) is not { } watch)
            return;
        lock (watches)
            watches.Add(watch);
    }

    public void Dispose()
    {
        lock (watches)
        {
            foreach (IDisposable watch in watches)
                watch.Dispose();
            watches.Clear();
        }
    }

    private void End(int processId)
    {
        guard.Start();
        logger.LogInformation("The client (process {ProcessId}) is gone", processId);
        lifecycle.End();
    }
}
