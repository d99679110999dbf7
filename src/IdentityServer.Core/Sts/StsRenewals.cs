using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Sts;

/// <summary>What became of a session that was handed out.</summary>
public enum StsSessionChange
{
    /// <summary>It was renewed: the client should fetch it again.</summary>
    Refreshed,

    /// <summary>It has ended and was not renewed.</summary>
    Expired,
}

/// <summary>Watches the sessions that were handed out: renews those that can be renewed without a prompt, and tells of every change.</summary>
public sealed class StsRenewals : IDisposable
{
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly ILogger<StsRenewals> logger;
    private readonly Dictionary<string, Watch> watches = [];
    private readonly CancellationTokenSource stopped = new();

    /// <summary>Creates the watch. <paramref name="random"/> gives the jitter.</summary>
    public StsRenewals(TimeProvider time, Random random, ILogger<StsRenewals> logger)
    {
        this.time = time;
        this.random = random;
        this.logger = logger;
    }

    /// <summary>Told with the id of the session and what became of it.</summary>
    public event Action<string, StsSessionChange>? Changed;

    /// <summary>Watches a session; a watch of the same id before is replaced.</summary>
    /// <param name="id">The id of the session.</param>
    /// <param name="expiration">When it ends.</param>
    /// <param name="renew">Renews it without a prompt and gives its new end; null where that needs a prompt.</param>
    public void Start(string id, DateTimeOffset expiration, Func<CancellationToken, Task<DateTimeOffset>>? renew)
    {
        lock (watches)
        {
            if (stopped.IsCancellationRequested)
                return;
            if (watches.TryGetValue(id, out Watch? running) && running.Expiration == expiration && (running.Renew is null) == (renew is null))
                return; // Handed out again, unchanged.
            running?.Dispose();
            var watch = new Watch(this, id, expiration, renew);
            watches[id] = watch;
            watch.Begin();
        }
    }

    /// <summary>Watches a session no more.</summary>
    public void Forget(string id)
    {
        lock (watches)
        {
            if (watches.Remove(id, out Watch? watch))
                watch.Dispose();
        }
    }

    /// <summary>Ends every watch; no change is told any more.</summary>
    public void Stop()
    {
        lock (watches)
        {
            stopped.Cancel();
            foreach (Watch watch in watches.Values)
                watch.Dispose();
            watches.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        stopped.Dispose();
    }

    private void Tell(string id, StsSessionChange change)
    {
        logger.LogInformation("Session {Id}: {Change}", id, change);
        Changed?.Invoke(id, change);
    }

    // Ends the watch if it still is the one of its id.
    private bool TryEnd(Watch watch)
    {
        lock (watches)
        {
            if (!watches.TryGetValue(watch.Id, out Watch? current) || current != watch)
                return false;
            watches.Remove(watch.Id);
            watch.Dispose();
            return true;
        }
    }

    private sealed class Watch : IDisposable
    {
        // A timer reaches 49 days. No session of STS lasts so long, but the cache is shared: another tool may have written any end.
        private static readonly TimeSpan Reach = TimeSpan.FromDays(30);

        private readonly StsRenewals owner;
        private readonly ITimer timer;
        private readonly CancellationTokenSource cancellation;
        private TimeSpan beyondReach;

        public Watch(StsRenewals owner, string id, DateTimeOffset expiration, Func<CancellationToken, Task<DateTimeOffset>>? renew)
        {
            this.owner = owner;
            Id = id;
            Expiration = expiration;
            Renew = renew;
            cancellation = CancellationTokenSource.CreateLinkedTokenSource(owner.stopped.Token);
            timer = owner.time.CreateTimer(static watch => _ = ((Watch)watch!).DueAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public string Id { get; }

        public DateTimeOffset Expiration { get; }

        public Func<CancellationToken, Task<DateTimeOffset>>? Renew { get; }

        public void Begin()
        {
            DateTimeOffset now = owner.time.GetUtcNow();
            Arm(Renew is null ? Nonnegative(Expiration - now) : RefreshSchedule.UntilRenewal(Expiration, now, owner.random.NextDouble()));
        }

        public void Dispose()
        {
            timer.Dispose();
            cancellation.Cancel();
            cancellation.Dispose();
        }

        private void Arm(TimeSpan wait)
        {
            TimeSpan first = wait < Reach ? wait : Reach;
            beyondReach = wait - first;
            try
            {
                timer.Change(first, Timeout.InfiniteTimeSpan);
            }
            catch (ObjectDisposedException)
            {
                // Forgotten or stopped meanwhile.
            }
        }

        private async Task DueAsync()
        {
            if (beyondReach > TimeSpan.Zero)
            {
                Arm(beyondReach);
                return;
            }

            if (Renew is null || owner.time.GetUtcNow() >= Expiration)
            {
                if (owner.TryEnd(this))
                    owner.Tell(Id, StsSessionChange.Expired);
                return;
            }

            try
            {
                DateTimeOffset renewed = await Renew(cancellation.Token);
                owner.Renewed(this, renewed);
            }
            catch (OperationCanceledException)
            {
                // Forgotten or stopped meanwhile.
            }
            catch (ObjectDisposedException)
            {
                // Likewise, between the timer's tick and here.
            }
#pragma warning disable CA1031 // Nobody waits for a timer: whatever failed is logged, and tried again.
            catch (Exception ex)
#pragma warning restore CA1031
            {
                Retry(ex is IdentityException known ? known.Message : ex.GetType().Name);
            }
        }

        private void Retry(string reason)
        {
            DateTimeOffset now = owner.time.GetUtcNow();
            TimeSpan? wait = RefreshSchedule.UntilRetry(Expiration, now);
            owner.logger.LogWarning("Session {Id} could not be renewed ({Next}): {Reason}", Id, wait is null ? "no further try" : $"next try in {wait.Value.TotalSeconds:F0} s", reason);
            Arm(wait ?? Nonnegative(Expiration - now));
        }

        private static TimeSpan Nonnegative(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
    }

    private void Renewed(Watch watch, DateTimeOffset expiration)
    {
        if (!TryEnd(watch))
            return;
        Start(watch.Id, expiration, watch.Renew);
        Tell(watch.Id, StsSessionChange.Refreshed);
    }
}
