using System.Diagnostics;
using System.Globalization;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>
/// Many windows' days in one process: what is left behind by each renewal or request would show. The clock leaps, all else is real:
/// files, sockets, the SDK. The figures of docs/reliability.md are its output.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class SoakTests : ResolverTest
{
    private const int Roles = 20;
    private const int Rounds = 500;
    private const int WarmUpRounds = 50;
    private const int RequestsPerRound = 200;

    [Fact]
    public async Task Ten_thousand_renewals_and_a_hundred_thousand_requests_leave_nothing_behind()
    {
        WriteConfig([BaseProfile, .. Enumerable.Range(0, Roles).Select(i => $"[profile role{i}]\nrole_arn = arn:aws:iam::111122223333:role/Role{i}\nsource_profile = base")]);
        for (int i = 0; i < Roles; i++)
            await GetAsync($"role{i}");

        await RunAsync(WarmUpRounds);
        Footprint before = MeasureSettled();
        await RunAsync(Rounds - WarmUpRounds);
        Footprint after = Measure();

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"after {WarmUpRounds * Roles} renewals and {WarmUpRounds * RequestsPerRound} requests: {before}; after {Rounds * Roles} and {Rounds * RequestsPerRound}: {after}"));
        Assert.Equal(before.Timers, after.Timers);
        // Connections to STS are pooled, one at most for each role and at both ends; a handle lost in a hundred renewals would be 90.
        Assert.InRange(after.Handles - before.Handles, -1000, 2 * Roles);
        Assert.True(after.Memory - before.Memory < 500_000, $"The memory grew from {before.Memory} to {after.Memory} bytes.");
        Assert.Equal(Roles, CacheEntries().Length);
    }

    private async Task RunAsync(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Told.Clear();
            Time.Advance(TimeSpan.FromMinutes(56)); // All are due, whatever their jitter.
            await ToldAsync(Roles);
            Assert.All(Told, told => Assert.Equal(StsSessionChange.Refreshed, told.Change));
            for (int request = 0; request < RequestsPerRound; request++)
                await GetAsync(request % 4 == 0 ? "base" : $"role{request % Roles}", MintPolicy.CacheOnly);
            Server.Forget();
            RenewalLog.Lines.Clear();
        }
    }

    // In a whole run the tests before this one have left garbage, which goes with the second or third collection.
    private Footprint MeasureSettled()
    {
        Footprint last = Measure();
        for (int look = 0; look < 10; look++)
        {
            Footprint next = Measure();
            if (Math.Abs(next.Memory - last.Memory) < 10_000)
                return next;
            last = next;
        }

        return last;
    }

    private Footprint Measure()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var self = Process.GetCurrentProcess();
        return new Footprint(GC.GetGCMemoryInfo(GCKind.FullBlocking).HeapSizeBytes, self.HandleCount, Time.Timers);
    }

    private readonly record struct Footprint(long Memory, int Handles, int Timers)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Memory / 1024.0 / 1024.0:F2} MB managed memory, {Handles} handles, {Timers} timers");
    }
}
