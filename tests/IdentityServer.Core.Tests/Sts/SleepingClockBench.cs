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
    private Action? leapt;

    /// <summary>Such a machine, which tells of a leap of its clock, or does not.</summary>
    public SleepingClockBench(bool tellsLeaps)
    {
        renewals = new StsRenewals(cache.Folder, clock, new Random(1), leapt => tellsLeaps ? new LeapWatch(this, leapt) : null, NullLogger<StsRenewals>.Instance);
        renewals.Changed += (_, change) => Told.Add(change);
    }

    public int Renewed { get; private set; }

    public List<StsSessionChange> Told { get; } = [];

    /// <summary>Whether anybody still wants to be told of leaps.</summary>
    public bool IsWatched => leapt is not null;

    public void Start(int seconds) => renewals.Start("a", "dev", Session(seconds), _ =>
    {
        Renewed++;
        return Task.FromResult<AwsCredentials?>(Session(seconds));
    });

    /// <summary>Waits until the clock is watched, where it can be.</summary>
    public Task WatchedAsync() => renewals.WatchStart!;

    public void Sleep(TimeSpan length) => clock.Slept += length;

    public void TellLeap() => leapt!();

    public void Run(TimeSpan length) => clock.Awake.Advance(length);

    public void Dispose()
    {
        renewals.Dispose();
        cache.Dispose();
    }

    private AwsCredentials Session(int seconds) => TempCache.Session(clock.GetUtcNow().AddSeconds(seconds), $"{Renewed}").Credentials;

    private sealed class LeapWatch : IDisposable
    {
        private readonly SleepingClockBench bench;

        public LeapWatch(SleepingClockBench bench, Action leapt)
        {
            this.bench = bench;
            bench.leapt = leapt;
        }

        public void Dispose() => bench.leapt = null;
    }

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
