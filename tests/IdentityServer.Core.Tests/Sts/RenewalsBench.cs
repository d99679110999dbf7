using IdentityServer.Core.Sts;
using IdentityServer.Core.Tests.SharedConfig;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>A watch on a clock that the test moves, with a known jitter, over a cache folder of its own, and what it told.</summary>
internal sealed class RenewalsBench : IDisposable
{
    public const string Profile = "dev";

    public RenewalsBench(double jitter = 0)
    {
        Renewals = new StsRenewals(Cache.Folder, Time, new FixedRandom(jitter), _ => null, Log);
        Renewals.Changed += (id, change) => Told.Add((id, change));
    }

    public TempCache Cache { get; } = new();

    public FakeTimeProvider Time => Cache.Time;

    public StsRenewals Renewals { get; }

    public ListLogger<StsRenewals> Log { get; } = new();

    public List<(string Id, StsSessionChange Change)> Told { get; } = [];

    public int Renewed { get; private set; }

    public DateTimeOffset In(int seconds) => Time.GetUtcNow().AddSeconds(seconds);

    /// <summary>A session that lasts that long from now on, unlike every other one.</summary>
    public StsSession Session(int seconds, string mark = "1") => TempCache.Session(In(seconds), mark);

    /// <summary>Hands out a session that is in nobody's cache.</summary>
    public void Start(string id, int seconds, RenewSession? renew) => Renewals.Start(id, Profile, Session(seconds).Credentials, renew);

    /// <summary>Moves the clock in small steps, as a clock moves: one leap would show every timer the time at its end.</summary>
    public void Advance(TimeSpan by)
    {
        var step = TimeSpan.FromSeconds(by < TimeSpan.FromDays(2) ? 1 : 60);
        for (; by > step; by -= step)
            Time.Advance(step);
        Time.Advance(by);
    }

    /// <summary>A renewal that succeeds at once, with that much life from then on.</summary>
    public RenewSession RenewTo(int seconds) => _ =>
    {
        Renewed++;
        return Task.FromResult<AwsCredentials?>(Session(seconds, $"renewed{Renewed}").Credentials);
    };

    public void Dispose()
    {
        Renewals.Dispose();
        Cache.Dispose();
    }

    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
