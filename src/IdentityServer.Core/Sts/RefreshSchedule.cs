namespace IdentityServer.Core.Sts;

/// <summary>Every threshold of freshness and renewal, with its reason.</summary>
public static class RefreshSchedule
{
    /// <summary>
    /// A session is renewed within its last five minutes: late enough that most of its life is used, early enough that a client which
    /// fetched it just before has time for a long call. A session with more left is handed out as it is.
    /// </summary>
    public static TimeSpan RenewalWindow { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A session that cannot be renewed without a prompt is handed out, and not told expired, down to its last two minutes: a prompt for
    /// the sake of a few minutes is worse than a session that ends soon, and two minutes are what a person needs to find the phone with
    /// the codes and type one before the old session is over.
    /// </summary>
    public static TimeSpan Reserve { get; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long renewal is tried for a session that ended while nobody could renew it: the machine slept, or its clock was set. After a
    /// resume the network takes some seconds to come back.
    /// </summary>
    public static TimeSpan ResumeGrace { get; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest wait of a timer before the clock is read again. Timers stand still while the machine sleeps and know nothing of a
    /// clock that was set, so every wait is cut into pieces of this length and measured against the clock.
    /// </summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait where the system tells of every leap of the clock: the clock is read all the same, should one not be told.</summary>
    public static TimeSpan LongestWaitUnderWatch { get; } = TimeSpan.FromMinutes(10);

    // Windows that fetched one session together should not renew it at one instant.
    private const double JitterShare = 0.1;
    private static readonly TimeSpan MostJitter = TimeSpan.FromSeconds(30);

    // The first retry comes soon, for a connection that was lost for a moment; each next one waits twice as long, for a service in trouble.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);
    private const double RetryJitterShare = 0.2;

    // Below this a retry could not end before the session does.
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    // A session that is minted within its own renewal window (no real STS does) is not renewed in a tight circle.
    private static readonly TimeSpan LeastDelay = TimeSpan.FromSeconds(1);

    /// <summary>Whether a session is handed out without a thought of renewal.</summary>
    public static bool IsFresh(DateTimeOffset expiration, DateTimeOffset now) => expiration - now > RenewalWindow;

    /// <summary>Whether a session is still handed out where it cannot be renewed.</summary>
    public static bool IsUsable(DateTimeOffset expiration, DateTimeOffset now) => expiration - now > Reserve;

    /// <summary>How long to wait before the session is renewed. <paramref name="jitter"/> is from 0 to 1.</summary>
    public static TimeSpan UntilRenewal(DateTimeOffset expiration, DateTimeOffset now, double jitter)
    {
        TimeSpan left = expiration - now;
        TimeSpan wait = left - RenewalWindow;
        if (wait <= TimeSpan.Zero)
            return Max(left / 2, LeastDelay);
        return wait + (Min(wait * JitterShare, MostJitter) * jitter);
    }

    /// <summary>
    /// How long to wait before a session that needs a prompt is told expired: until its <see cref="Reserve"/> begins. One that is shorter
    /// from the start (no real STS gives any) lasts to its very end.
    /// </summary>
    public static TimeSpan UntilExpired(DateTimeOffset expiration, DateTimeOffset now)
    {
        TimeSpan left = expiration - now;
        return Max(left > Reserve ? left - Reserve : left, TimeSpan.Zero);
    }

    /// <summary>Until when a renewal that begins now is tried again.</summary>
    public static DateTimeOffset RetriesEnd(DateTimeOffset expiration, DateTimeOffset now) => expiration > now ? expiration : now + ResumeGrace;

    /// <summary>
    /// How long to wait after failed renewal number <paramref name="failures"/> (from 1 on); null when no further try makes sense before
    /// <paramref name="end"/>. <paramref name="jitter"/> is from 0 to 1.
    /// </summary>
    public static TimeSpan? UntilRetry(int failures, DateTimeOffset end, DateTimeOffset now, double jitter)
    {
        TimeSpan latest = end - now - LastRetry;
        if (latest < LeastDelay)
            return null;
        TimeSpan wait = Min(FirstRetry * Math.Pow(2, Math.Min(failures, 10) - 1), LongestRetry);
        return Min(wait * (1 + (RetryJitterShare * jitter)), latest);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
