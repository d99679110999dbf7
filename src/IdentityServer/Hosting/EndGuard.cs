using IdentityServer.Core.Credentials;
using IdentityServer.Rpc;

namespace IdentityServer.Hosting;

/// <summary>
/// Sees to it that the process ends in its time once the client has said so: an orderly end needs threads, and work that blocks can hold
/// all of them.
/// </summary>
internal sealed class EndGuard : IDisposable
{
    // The protocol grants 1 s.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(900);

    private readonly SessionLifecycle lifecycle;
    private readonly ShellCommand commands;
    private readonly ManualResetEventSlim endedInOrder = new();
    private int started;

    public EndGuard(SessionLifecycle lifecycle, ShellCommand commands)
    {
        this.lifecycle = lifecycle;
        this.commands = commands;
    }

    /// <summary>Ends the process by force, unless it has ended by itself within the limit.</summary>
    public void Start()
    {
        // A thread of its own: it must run where the pool has none to spare.
        if (Interlocked.Exchange(ref started, 1) == 0)
            new Thread(Watch) { IsBackground = true }.Start();
    }

    public void Dispose() => endedInOrder.Set();

    private void Watch()
    {
        if (endedInOrder.Wait(Limit))
            return;
        lifecycle.End();
        commands.Dispose();
        Environment.Exit(lifecycle.Ended.Result);
    }
}
