using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>
/// The machine sleeps, or its clock is set: timers know nothing of it, the clock tells all. A leap of the fake clock shows every timer the
/// time after it, as a resume does.
/// </summary>
public sealed class SleepAndClockTests : IDisposable
{
    private readonly RenewalsBench bench = new();
    private int tries;

    public void Dispose() => bench.Dispose();

    [Fact]
    public void A_timer_that_stood_still_in_sleep_is_caught_up_with_within_half_a_minute()
    {
        using var sleeper = new SleepingClockBench(tellsLeaps: false);
        sleeper.Start(3600);

        sleeper.Sleep(TimeSpan.FromMinutes(56)); // The clock went on, the timers did not.
        Assert.Equal(0, sleeper.Renewed);
        sleeper.Run(TimeSpan.FromSeconds(30));

        Assert.Equal(1, sleeper.Renewed);
        Assert.Equal([StsSessionChange.Refreshed], sleeper.Told);
    }

    [Fact]
    public async Task A_leap_of_the_clock_that_is_told_is_caught_up_with_at_once()
    {
        using var sleeper = new SleepingClockBench(tellsLeaps: true);
        sleeper.Start(3600);
        await sleeper.WatchedAsync();

        sleeper.Sleep(TimeSpan.FromMinutes(56));
        sleeper.TellLeap();
        sleeper.Run(TimeSpan.Zero);

        Assert.Equal(1, sleeper.Renewed);
        Assert.Equal([StsSessionChange.Refreshed], sleeper.Told);
    }

    [Fact]
    public async Task A_leap_that_is_not_told_after_all_is_caught_up_with_in_ten_minutes()
    {
        using var sleeper = new SleepingClockBench(tellsLeaps: true);
        sleeper.Start(3600);
        await sleeper.WatchedAsync();
        sleeper.Run(TimeSpan.FromSeconds(1)); // The first look at the folder.

        sleeper.Sleep(TimeSpan.FromMinutes(56));
        sleeper.Run(TimeSpan.FromMinutes(9));
        Assert.Equal(0, sleeper.Renewed);
        sleeper.Run(TimeSpan.FromMinutes(1));

        Assert.Equal(1, sleeper.Renewed);
    }

    [Fact]
    public async Task The_clock_is_watched_no_longer_than_the_sessions()
    {
        var sleeper = new SleepingClockBench(tellsLeaps: true);
        sleeper.Start(3600);
        await sleeper.WatchedAsync();
        Assert.True(sleeper.IsWatched);

        sleeper.Dispose();

        Assert.False(sleeper.IsWatched);
    }

    [Fact]
    public void A_session_that_ended_in_sleep_is_renewed_where_that_needs_no_prompt()
    {
        bench.Start("a", 3600, bench.RenewTo(3600));

        bench.Time.Advance(TimeSpan.FromHours(9));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
        Assert.Equal(1, bench.Renewed);
    }

    [Fact]
    public void After_a_resume_the_network_gets_half_a_minute_to_come_back()
    {
        bench.Start("a", 3600, token => ++tries < 3 ? throw new IdentityException(IdentityErrorCode.CannotCreateStsCredential, "no network") : bench.RenewTo(3600)(token));

        bench.Time.Advance(TimeSpan.FromHours(9));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
        Assert.Equal(3, tries);
    }

    [Fact]
    public void After_a_resume_without_network_the_session_is_given_up()
    {
        bench.Start("a", 3600, _ =>
        {
            tries++;
            throw new IdentityException(IdentityErrorCode.CannotCreateStsCredential, "no network");
        });

        bench.Time.Advance(TimeSpan.FromHours(9));
        bench.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromSeconds(1));
        bench.Advance(TimeSpan.FromHours(1));

        Assert.Equal([("a", StsSessionChange.Expired)], bench.Told);
        Assert.InRange(tries, 3, 5);
    }

    [Fact]
    public void A_session_that_ended_in_sleep_and_needs_a_prompt_is_told_expired_at_the_resume()
    {
        bench.Start("mfa", 3600, renew: null);

        bench.Time.Advance(TimeSpan.FromHours(9));

        Assert.Equal([("mfa", StsSessionChange.Expired)], bench.Told);
    }

    [Fact]
    public void A_session_that_another_window_renewed_during_the_sleep_is_taken_over()
    {
        bench.Start("a", 3600, bench.RenewTo(3600));
        bench.Cache.Folder.Write("a", bench.Session(3600));
        new StsCacheFolder(bench.Cache.Path, bench.Cache.Log).Write("a", bench.Session(60 * 60 * 10, "of another window"));

        bench.Time.Advance(TimeSpan.FromHours(9));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
        Assert.Equal(0, bench.Renewed);
    }

    [Fact]
    public void A_clock_that_is_set_forward_brings_the_renewal_forward()
    {
        bench.Start("a", 3600, bench.RenewTo(3600));

        bench.Time.AdjustTime(bench.Time.GetUtcNow().AddMinutes(57));
        bench.Advance(RefreshSchedule.LongestWait);

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
    }

    [Fact]
    public void A_clock_that_is_set_back_puts_the_renewal_off()
    {
        bench.Start("a", 3600, bench.RenewTo(3600));

        bench.Time.AdjustTime(bench.Time.GetUtcNow().AddMinutes(-30));
        bench.Advance(TimeSpan.FromSeconds(3300 + 1799));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
    }
}
