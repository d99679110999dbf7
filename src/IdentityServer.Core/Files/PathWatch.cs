using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Files;

/// <summary>The system's events where there are any, else polling.</summary>
internal sealed class PathWatch : IDisposable
{
    private readonly Lock gate = new();
    private readonly string description;
    private readonly Func<Dictionary<string, EntryStamp>> look;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ChangeDelivery delivery;
    private readonly EventWatch events;
    private PollingWatch? polling;
    private bool disposed;

    public PathWatch(WatchSubject subject, Action<string?> changed, Func<string, FileSystemWatcher> create, TimeProvider time, ILogger logger)
    {
        description = subject.Description;
        look = subject.Look;
        this.time = time;
        this.logger = logger;
        delivery = new ChangeDelivery(changed, logger);
        events = new EventWatch(subject.Walk, create, delivery.Add, Poll);
        events.Begin();
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            polling?.Dispose();
        }

        events.Dispose();
        delivery.Dispose();
    }

    private void Poll(string reason)
    {
        lock (gate)
        {
            if (disposed)
                return;
            polling = new PollingWatch(look, delivery.Add, time);
        }

        logger.LogWarning("The system does not tell of changes to {Path}, so it is looked at every second: {Reason}", description, reason);
        delivery.Add(null); // What happened between the last event and the first look.
    }
}

/// <summary>What is watched.</summary>
/// <param name="Description">Its name in a log line.</param>
/// <param name="Walk">Finds the points of its way, as they are now.</param>
/// <param name="Look">Takes the stamps of what is watched.</param>
internal sealed record WatchSubject(string Description, Func<List<WatchPoint>> Walk, Func<Dictionary<string, EntryStamp>> Look);
