using IdentityServer.Core.Sts;
using IdentityServer.Core.Tests.SharedConfig;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>A watch on a clock that the test moves, with a known jitter, and what it told.</summary>
internal sealed class RenewalsBench : IDisposable
{
    private readonly FakeTimeProvider time = new(TempCache.Start);

    public RenewalsBench(double jitter = 0)
    {
        Renewals = new StsRenewals(time, new FixedRandom(jitter), Log);
        Renewals.Changed += (id, change) => Told.Add((id, change));
    }

    public StsRenewals Renewals { get; }

    public ListLogger<StsRenewals> Log { get; } = new();

    public List<(string Id, StsSessionChange Change)> Told { get; } = [];

    public int Renewed { get; private set; }

    public DateTimeOffset In(int seconds) => time.GetUtcNow().AddSeconds(seconds);

    /// <summary>Moves the clock in small steps, as a clock moves: one leap would show every timer the time at its end.</summary>
    public void Advance(TimeSpan by)
    {
        var step = TimeSpan.FromSeconds(by < TimeSpan.FromDays(2) ? 1 : 60);
        for (; by > step; by -= step)
            time.Advance(step);
        time.Advance(by);
    }

    /// <summary>A renewal that succeeds at once, with that much life from then on.</summary>
    public Func<CancellationToken, Task<DateTimeOffset>> RenewTo(int seconds) => _ =>
    {
        Renewed++;
        return Task.FromResult(In(seconds));
    };

    public void Dispose() => Renewals.Dispose();

    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
