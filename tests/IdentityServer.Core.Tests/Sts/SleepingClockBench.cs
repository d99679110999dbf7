using IdentityServer.Core.Sts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>A machine whose timers stand still while it sleeps and whose clock does not, as with CLOCK_MONOTONIC beside CLOCK_REALTIME.</summary>
internal sealed class SleepingClockBench : IDisposable
{
    private readonly TempCache cache = new();
    private readonly SleepingClock clock = new();
    private readonly StsRenewals renewals;

    public SleepingClockBench()
    {
        renewals = new StsRenewals(cache.Folder, clock, new Random(1), NullLogger<StsRenewals>.Instance);
        renewals.Changed += (_, change) => Told.Add(change);
    }

    public int Renewed { get; private set; }

    public List<StsSessionChange> Told { get; } = [];

    public void Start(int seconds) => renewals.Start("a", "dev", Session(seconds), _ =>
    {
        Renewed++;
        return Task.FromResult<AwsCredentials?>(Session(seconds));
    });

    public void Sleep(TimeSpan length) => clock.Slept += length;

    public void Run(TimeSpan length) => clock.Awake.Advance(length);

    public void Dispose()
    {
        renewals.Dispose();
        cache.Dispose();
    }

    private AwsCredentials Session(int seconds) => TempCache.Session(clock.GetUtcNow().AddSeconds(seconds), $"{Renewed}").Credentials;

    private sealed class SleepingClock : TimeProvider
    {
        public FakeTimeProvider Awake { get; } = new(TempCache.Start);

        public TimeSpan Slept { get; set; }

        public override long TimestampFrequency => Awake.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Awake.GetUtcNow() + Slept;

        public override long GetTimestamp() => Awake.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Awake.CreateTimer(callback, state, dueTime, period);
    }
}
