using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Sts;

/// <summary>
/// Watches the sessions that were handed out: renews those that can be renewed without a prompt, notices what other windows and the AWS
/// CLI do to their cache entries, and tells of every change once. A session that is over is remembered, so that a login elsewhere is told too.
/// </summary>
public sealed class StsRenewals : IDisposable
{
    private readonly StsCacheFolder folder;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly Func<Action, IDisposable?> watchClock;
    private readonly ILogger<StsRenewals> logger;
    private readonly Lock gate = new();
    private readonly Dictionary<string, WatchedSession> sessions = [];
    private readonly ITimer timer;
    private IDisposable? folderWatch;
    private IDisposable? clockWatch;
    private bool stopped;

    /// <summary>Creates the watch.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="time">The clock, and its timers.</param>
    /// <param name="random">Gives the jitter.</param>
    /// <param name="watchClock">Has an action called whenever the clock has leapt; gives null where nobody tells.</param>
    /// <param name="logger">Told of every change.</param>
    public StsRenewals(StsCacheFolder folder, TimeProvider time, Random random, Func<Action, IDisposable?> watchClock, ILogger<StsRenewals> logger)
    {
        this.watchClock = watchClock;
        this.folder = folder;
        this.time = time;
        this.random = random;
        this.logger = logger;
        timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Told with the id of the session and what became of it, in the order of the changes.</summary>
    public event Action<string, StsSessionChange>? Changed;

    /// <summary>Over when the cache folder and the clock are watched; null before the first session is.</summary>
    internal Task? WatchStart { get; private set; }

    /// <summary>Watches a session that is handed out now.</summary>
    /// <param name="id">The id of the session, which is its cache key.</param>
    /// <param name="profile">The profile it is handed out for.</param>
    /// <param name="session">The session. One without an end is not watched.</param>
    /// <param name="renew">Renews it without a prompt; null where that needs one.</param>
    public void Start(string id, string profile, AwsCredentials session, RenewSession? renew)
    {
        if (session.Expiration is not { } expiration)
            return;
        lock (gate)
        {
            if (stopped)
                return;
            if (!sessions.TryGetValue(id, out WatchedSession? watched))
                sessions[id] = watched = new WatchedSession(id);
            if (!watched.HandOut(profile, SessionMark.Of(session, expiration), renew))
                return;
            watched.Begin(folder.Look(id).State, time.GetUtcNow(), random.NextDouble());
            Arm();
            WatchStart ??= Task.Run(WatchFolderAndClock);
        }
    }

    /// <summary>Watches a session no more.</summary>
    public void Forget(string id)
    {
        lock (gate)
        {
            if (sessions.Remove(id, out WatchedSession? watched))
                watched.Renewal?.Cancel();
        }
    }

    /// <summary>Ends every watch; no change is told any more.</summary>
    public void Stop()
    {
        IDisposable? files, clock;
        lock (gate)
        {
            if (stopped)
                return;
            stopped = true;
            foreach (WatchedSession watched in sessions.Values)
                watched.Renewal?.Cancel();
            sessions.Clear();
            timer.Dispose();
            files = folderWatch;
            clock = clockWatch;
        }

        files?.Dispose(); // Outside the lock: it waits for a notice under way, which wants the lock.
        clock?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    /// <summary>The entry of <paramref name="id"/> may have changed; null: any may have.</summary>
    public void Notice(string? id)
    {
        lock (gate)
        {
            if (stopped)
                return;
            DateTimeOffset now = time.GetUtcNow();
            foreach (WatchedSession watched in sessions.Values)
            {
                if (id is null || watched.Id == id)
                    watched.LookSoon(now);
            }

            Arm();
        }
    }

    // After the first session was handed out, and not on its way: nobody waits for it.
    private void WatchFolderAndClock()
    {
        IDisposable files = folder.Watch(Notice, time);
        IDisposable? clock = watchClock(MeetClock);
        bool late;
        lock (gate)
        {
            late = stopped;
            folderWatch = files;
            clockWatch = clock;
        }

        if (late)
        {
            files.Dispose();
            clock?.Dispose();
        }

        Notice(null); // What changed before the watch began.
    }

    // The clock has leapt: what was to wait by it may be due.
    private void MeetClock()
    {
        lock (gate)
            Arm();
    }

    private void Tick()
    {
        List<WatchedSession> due = [];
        lock (gate)
        {
            if (stopped)
                return;
            DateTimeOffset now = time.GetUtcNow();
            foreach (WatchedSession watched in sessions.Values)
            {
                if (watched.IsBusy || !(watched.DueAt <= now || watched.LookAt <= now))
                    continue;
                watched.IsBusy = true;
                due.Add(watched);
            }

            Arm();
        }

        foreach (WatchedSession watched in due)
            _ = AttendAsync(watched);
    }

    private async Task AttendAsync(WatchedSession watched)
    {
        try
        {
            if (Look(watched) == WatchOutcome.Renew)
                await RenewAsync(watched);
        }
#pragma warning disable CA1031 // Nobody waits for a timer: whatever failed is logged, and the session stays watched.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            logger.LogError("The watch over session {Id} failed: {Type}", watched.Id, ex.GetType().Name);
        }
        finally
        {
            lock (gate)
            {
                watched.IsBusy = false;
                Arm();
            }
        }
    }

    private WatchOutcome Look(WatchedSession watched)
    {
        CacheLook look = folder.Look(watched.Id);
        return Apply(watched, (now, jitter) => watched.See(look.State, NewcomerIn(watched.Id, look, now), now, jitter));
    }

    // What this process wrote itself is told where it was made, or was the answer to a request.
    private SessionMark? NewcomerIn(string id, CacheLook look, DateTimeOffset now) =>
        look.Session is { } found && RefreshSchedule.IsUsable(found.Expiration, now) && SessionMark.Of(found) is var mark && !folder.Wrote(id, mark) ? mark : null;

    private async Task RenewAsync(WatchedSession watched)
    {
        using var cancellation = new CancellationTokenSource();
        RenewSession renew;
        lock (gate)
        {
            if (stopped || !IsWatched(watched))
                return;
            watched.Renewal = cancellation;
            renew = watched.BeginRenewal(time.GetUtcNow());
        }

        try
        {
            AwsCredentials? session = await renew(cancellation.Token);
            SessionMark? mark = session?.Expiration is { } expiration ? SessionMark.Of(session, expiration) : null;
            Apply(watched, (now, jitter) => watched.Renewed(mark, now, jitter));
        }
        catch (IdentityException ex) when (ex.Code == IdentityErrorCode.MfaRequired)
        {
            Apply(watched, (now, _) => watched.NeedsPrompt(ex.Message, now));
        }
#pragma warning disable CA1031 // Whatever it is, the renewal is tried again. Only texts of this server's own are logged.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            string reason = ex is IdentityException known ? known.Message : ex.GetType().Name;
            Apply(watched, (now, jitter) => watched.Failed(reason, now, jitter));
        }
        finally
        {
            lock (gate)
                watched.Renewal = null;
        }
    }

    // Lets the session learn something, and tells what comes of it. Nothing, where it was forgotten meanwhile.
    private WatchOutcome Apply(WatchedSession watched, Func<DateTimeOffset, double, WatchOutcome> learn)
    {
        lock (gate)
        {
            if (stopped || !IsWatched(watched))
                return WatchOutcome.Nothing;
            int failures = watched.Failures;
            WatchOutcome outcome = learn(time.GetUtcNow(), random.NextDouble());
            if (outcome == WatchOutcome.Refreshed)
                Tell(watched, StsSessionChange.Refreshed);
            else if (outcome == WatchOutcome.Expired)
                Tell(watched, StsSessionChange.Expired);
            else if (watched.Failures > failures)
                logger.LogInformation("Session {Id} of profile \"{Profile}\" could not be renewed (try {Number}): {Reason}", watched.Id, watched.Profile, watched.Failures, watched.Reason);
            return outcome;
        }
    }

    // Not, where it was forgotten meanwhile.
    private bool IsWatched(WatchedSession watched) => sessions.TryGetValue(watched.Id, out WatchedSession? current) && current == watched;

    private void Tell(WatchedSession watched, StsSessionChange change)
    {
        if (change == StsSessionChange.Refreshed)
            logger.LogInformation("Session {Id} of profile \"{Profile}\" is refreshed; it ends at {Expiration:u}", watched.Id, watched.Profile, watched.Expiration);
        else
            logger.LogWarning("Session {Id} of profile \"{Profile}\", which ends at {Expiration:u}, is given up: {Reason}", watched.Id, watched.Profile, watched.Expiration, watched.Reason);
        Changed?.Invoke(watched.Id, change);
    }

    // Sets the timer to the next thing to do, and never beyond the longest wait while there is a date to keep.
    private void Arm()
    {
        if (stopped)
            return;
        DateTimeOffset? next = null;
        bool hasDate = false;
        foreach (WatchedSession watched in sessions.Values)
        {
            hasDate |= watched.DueAt is not null;
            if (!watched.IsBusy)
                next = Earlier(next, Earlier(watched.DueAt, watched.LookAt));
        }

        TimeSpan wait = next is { } at ? at - time.GetUtcNow() : Timeout.InfiniteTimeSpan;
        TimeSpan longest = clockWatch is null ? RefreshSchedule.LongestWait : RefreshSchedule.LongestWaitUnderWatch;
        if (hasDate && (next is null || wait > longest))
            wait = longest;
        timer.Change(next is not null && wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null ? a : a < b ? a : b;
}
