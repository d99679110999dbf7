namespace IdentityServer.Core.Sts;

/// <summary>Renews a session without a prompt. Null: the profile stands for another credential now.</summary>
public delegate Task<AwsCredentials?> RenewSession(CancellationToken cancellationToken);

/// <summary>What follows from what was learnt of a session.</summary>
internal enum WatchOutcome
{
    Nothing,

    /// <summary>There is a newer session: the client is told.</summary>
    Refreshed,

    /// <summary>The session is over: the client is told.</summary>
    Expired,

    /// <summary>It is time to renew it.</summary>
    Renew,
}

/// <summary>One session that was handed out, and what is to be done about it when. It decides, and does nothing itself. Not thread-safe.</summary>
internal sealed class WatchedSession
{
    // Long enough for a tool that rewrites its entry in place, short against the 2 s in which a change is told.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    // What is not whole after so many looks in a row stays so.
    private const int MostLooks = 5;

    private RenewSession? renew;
    private SessionMark mark;
    private SessionMark renewing;
    private DateTimeOffset retriesEnd;
    private int looks;
    private bool wasCached;

    public WatchedSession(string id)
    {
        Id = id;
    }

    public string Id { get; }

    /// <summary>The profile it was last handed out for.</summary>
    public string Profile { get; private set; } = "";

    /// <summary>When the session that the client has ends.</summary>
    public DateTimeOffset Expiration => mark.Expiration;

    /// <summary>When it is renewed or told expired. Null: it was told expired, and only a newer entry in the cache wakes it.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When its entry is looked at, because it may have changed.</summary>
    public DateTimeOffset? LookAt { get; private set; }

    /// <summary>Renewals that failed in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Why it was not renewed, or is over.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Whether somebody is at work on it: one at a time.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Cancels the renewal under way.</summary>
    public CancellationTokenSource? Renewal { get; set; }

    /// <summary>It is handed out now. False where that is nothing new.</summary>
    public bool HandOut(string profile, SessionMark session, RenewSession? renewal)
    {
        bool isKnown = DueAt is not null && mark == session && renew is null == renewal is null;
        Profile = profile;
        renew = renewal;
        mark = session;
        return !isKnown;
    }

    /// <summary>The time starts to count for the session that was handed out. <paramref name="state"/> is how its entry stands.</summary>
    public void Begin(EntryState state, DateTimeOffset now, double jitter)
    {
        wasCached = state != EntryState.Missing; // Only then its absence is news.
        Begin(now, jitter);
    }

    /// <summary>Its entry may have changed: it is looked at when its writer is done.</summary>
    public void LookSoon(DateTimeOffset now) => LookAt ??= now + Settling;

    /// <summary>Its entry was looked at. <paramref name="newcomer"/> is the usable session of another process in it, if any.</summary>
    public WatchOutcome See(EntryState state, SessionMark? newcomer, DateTimeOffset now, double jitter)
    {
        LookAt = state == EntryState.NotWhole && LookAt is not null && ++looks < MostLooks ? now + Settling : null;
        looks = LookAt is null ? 0 : looks;
        // What stands in the cache counts first: a renewal that another window or the AWS CLI made is taken over, and not made again.
        wasCached |= state == EntryState.Whole;
        if (newcomer is { } found && found != mark)
        {
            mark = found;
            Begin(now, jitter);
            return WatchOutcome.Refreshed;
        }

        if (state == EntryState.Missing && wasCached && DueAt is not null)
            return End("it was removed from the cache");
        if (!(DueAt <= now))
            return WatchOutcome.Nothing;
        if (renew is null)
            return End(Reason.Length > 0 ? Reason : "to renew it needs a prompt");
        return Failures > 0 && now >= retriesEnd ? End(Reason) : WatchOutcome.Renew;
    }

    /// <summary>A renewal begins.</summary>
    public RenewSession BeginRenewal(DateTimeOffset now)
    {
        renewing = mark;
        if (Failures == 0)
            retriesEnd = RefreshSchedule.RetriesEnd(mark.Expiration, now);
        return renew!;
    }

    /// <summary>It was renewed. Null: its profile stands for another credential now.</summary>
    public WatchOutcome Renewed(SessionMark? session, DateTimeOffset now, double jitter)
    {
        if (session is not { } renewed)
            return IsOutdated ? WatchOutcome.Nothing : End("its profile stands for another credential now");
        bool isNews = renewed != mark;
        mark = renewed;
        Begin(now, jitter);
        return isNews ? WatchOutcome.Refreshed : WatchOutcome.Nothing;
    }

    /// <summary>A renewal failed. Until the end it is tried again.</summary>
    public WatchOutcome Failed(string reason, DateTimeOffset now, double jitter)
    {
        if (IsOutdated)
            return WatchOutcome.Nothing;
        Reason = reason;
        TimeSpan? wait = RefreshSchedule.UntilRetry(++Failures, retriesEnd, now, jitter);
        DueAt = wait is null ? retriesEnd : now + wait;
        return now >= retriesEnd ? End(reason) : WatchOutcome.Nothing;
    }

    /// <summary>A renewal showed that only a prompt can renew it: a session further down its chain is over.</summary>
    public WatchOutcome NeedsPrompt(string reason, DateTimeOffset now)
    {
        if (IsOutdated)
            return WatchOutcome.Nothing;
        Reason = reason;
        renew = null;
        DueAt = now + RefreshSchedule.UntilExpired(mark.Expiration, now);
        return WatchOutcome.Nothing;
    }

    // Another session was handed out while the renewal was under way: what became of that says nothing of this one.
    private bool IsOutdated => renewing != mark;

    private void Begin(DateTimeOffset now, double jitter)
    {
        Reason = "";
        Failures = 0;
        DueAt = now + (renew is null ? RefreshSchedule.UntilExpired(mark.Expiration, now) : RefreshSchedule.UntilRenewal(mark.Expiration, now, jitter));
    }

    private WatchOutcome End(string reason)
    {
        Reason = reason;
        DueAt = null;
        return WatchOutcome.Expired;
    }
}
