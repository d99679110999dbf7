using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Files;

/// <summary>Tells of changes one after the other, on the thread pool, each name once however often it changed meanwhile.</summary>
internal sealed class ChangeDelivery : IDisposable
{
    // Whoever is told of so many looks at everything anyway.
    private const int MaximumNames = 256;

    private readonly Lock gate = new();
    private readonly Lock calling = new();
    private readonly Action<string?> changed;
    private readonly ILogger logger;
    private HashSet<string> names = [];
    private bool everything;
    private bool queued;
    private volatile bool disposed;

    public ChangeDelivery(Action<string?> changed, ILogger logger)
    {
        this.changed = changed;
        this.logger = logger;
    }

    /// <summary>Takes note of a change: of that name, or of anything.</summary>
    public void Add(string? name)
    {
        lock (gate)
        {
            if (disposed)
                return;
            if (name is null || names.Count >= MaximumNames)
                everything = true;
            else
                names.Add(name);
            if (queued)
                return;
            queued = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static delivery => delivery.Deliver(), this, preferLocal: false);
    }

    /// <summary>Waits for a call that is under way, unless called from it; none comes after.</summary>
    public void Dispose()
    {
        disposed = true;
        lock (calling)
        {
            // To wait is all.
        }
    }

    private void Deliver()
    {
        while (Take() is { } batch)
        {
            foreach (string? name in batch)
                Call(name);
        }
    }

    private IReadOnlyCollection<string?>? Take()
    {
        lock (gate)
        {
            queued = !disposed && (everything || names.Count > 0);
            if (!queued)
                return null;
            IReadOnlyCollection<string?> batch = everything ? new string?[] { null } : names;
            names = [];
            everything = false;
            return batch;
        }
    }

    private void Call(string? name)
    {
        lock (calling)
        {
            if (disposed)
                return;
            try
            {
                changed(name);
            }
#pragma warning disable CA1031 // Nobody waits for this call: a failure ends neither the watch nor the process.
            catch (Exception ex)
#pragma warning restore CA1031
            {
                logger.LogError("A changed file could not be looked at: {Type}{NewLine}{Stack}", ex.GetType(), Environment.NewLine, ex.StackTrace);
            }
        }
    }
}
