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
    /// A session that cannot be renewed without a prompt is handed out down to its last minute: a prompt for the sake of a few minutes
    /// is worse than a session that ends soon, but below a minute the client would hardly get a request through.
    /// </summary>
    public static TimeSpan Reserve { get; } = TimeSpan.FromMinutes(1);

    // Windows that fetched one session together should not renew it at one instant.
    private const double JitterShare = 0.1;
    private static readonly TimeSpan MostJitter = TimeSpan.FromSeconds(30);

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

    /// <summary>How long to wait after a failed renewal: a quarter of what is left, so that the tries come closer as the end nears; null when no further try makes sense.</summary>
    public static TimeSpan? UntilRetry(DateTimeOffset expiration, DateTimeOffset now) =>
        expiration - now > LastRetry ? Max((expiration - now) / 4, LeastDelay) : null;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
