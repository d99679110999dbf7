using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>The watch over sessions that were handed out. Nothing waits: the clock is moved, and what is due happens there and then.</summary>
public sealed class StsRenewalsTests : IDisposable
{
    private readonly RenewalsBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(0, 3300)]
    [InlineData(0.5, 3315)]
    [InlineData(1, 3330)]
    public void A_renewal_comes_when_it_is_due_and_not_before(double jitter, int dueSeconds)
    {
        using RenewalsBench jittered = new(jitter);
        jittered.Start("a", 3600, jittered.RenewTo(3600));

        jittered.Advance(TimeSpan.FromSeconds(dueSeconds) - TimeSpan.FromTicks(1));
        Assert.Empty(jittered.Told);
        jittered.Advance(TimeSpan.FromTicks(1));

        Assert.Equal([("a", StsSessionChange.Refreshed)], jittered.Told);
    }

    [Fact]
    public void A_renewed_session_is_told_once_and_watched_on()
    {
        bench.Start("a", 3600, bench.RenewTo(3600));

        bench.Advance(TimeSpan.FromSeconds(3300));
        bench.Advance(TimeSpan.FromSeconds(3299));
        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([("a", StsSessionChange.Refreshed), ("a", StsSessionChange.Refreshed)], bench.Told);
        Assert.Equal(2, bench.Renewed);
    }

    [Fact]
    public void A_session_that_needs_a_prompt_is_told_expired_once_and_in_time_to_ask()
    {
        bench.Start("mfa", 3600, renew: null);

        bench.Advance(TimeSpan.FromSeconds(3600 - 120) - TimeSpan.FromTicks(1));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromTicks(1));
        bench.Advance(TimeSpan.FromDays(1));

        Assert.Equal([("mfa", StsSessionChange.Expired)], bench.Told);
    }

    [Fact]
    public void A_renewal_that_fails_late_says_nothing_of_the_session_that_was_handed_out_meanwhile()
    {
        var hanging = new TaskCompletionSource<AwsCredentials?>();
        bench.Start("a", 600, _ => hanging.Task);
        bench.Advance(TimeSpan.FromSeconds(595));
        bench.Start("a", 3600, bench.RenewTo(3600));
        bench.Advance(TimeSpan.FromSeconds(10));

        hanging.SetException(new IdentityException(IdentityErrorCode.Timeout, "STS did not answer"));
        bench.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromSeconds(3300));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
    }

    [Fact]
    public void A_session_that_has_ended_already_expires_at_once()
    {
        bench.Start("late", -5, renew: null);
        bench.Advance(TimeSpan.FromTicks(1));

        Assert.Equal([("late", StsSessionChange.Expired)], bench.Told);
    }

    [Fact]
    public void A_failed_renewal_is_tried_again_until_it_succeeds()
    {
        int tries = 0;
        bench.Start("a", 3600, token => ++tries < 3 ? throw new IdentityException(IdentityErrorCode.Timeout, "no answer") : bench.RenewTo(3600)(token));

        bench.Advance(TimeSpan.FromSeconds(3300));
        Assert.Equal(1, tries);
        bench.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, tries);
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
        Assert.Equal(2, bench.Log.Lines.Count(line => line.StartsWith("Information", StringComparison.Ordinal) && line.Contains("no answer", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_session_that_cannot_be_renewed_expires_at_its_end_after_a_handful_of_tries()
    {
        int tries = 0;
        bench.Start("a", 3600, _ =>
        {
            tries++;
            return Task.FromException<AwsCredentials?>(new IdentityException(IdentityErrorCode.CannotCreateStsCredential, "denied"));
        });

        bench.Advance(TimeSpan.FromSeconds(3599));
        Assert.Empty(bench.Told);
        Assert.InRange(tries, 4, 30);
        int triesBefore = tries;
        bench.Advance(TimeSpan.FromSeconds(1));
        bench.Advance(TimeSpan.FromDays(1));

        Assert.Equal([("a", StsSessionChange.Expired)], bench.Told);
        Assert.Equal(triesBefore, tries);
        string line = Assert.Single(bench.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains("profile \"dev\"", line, StringComparison.Ordinal);
        Assert.Contains("denied", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_nobody_foresaw_is_logged_without_its_text_and_tried_again()
    {
        int tries = 0;
        bench.Start("a", 3600, token => ++tries == 1 ? throw new InvalidOperationException("text that may hold anything") : bench.RenewTo(3600)(token));

        bench.Advance(TimeSpan.FromSeconds(3400));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
        Assert.Contains(bench.Log.Lines, line => line.Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Log.Lines, line => line.Contains("may hold anything", StringComparison.Ordinal));
    }

    [Fact]
    public void A_forgotten_session_is_silent()
    {
        bench.Start("a", 3600, bench.RenewTo(3600));
        bench.Start("b", 3600, renew: null);
        bench.Renewals.Forget("a");
        bench.Renewals.Forget("b");
        bench.Renewals.Forget("never watched");

        bench.Advance(TimeSpan.FromDays(1));

        Assert.Empty(bench.Told);
        Assert.Equal(0, bench.Renewed);
    }

    [Fact]
    public void A_session_forgotten_while_it_is_renewed_is_silent_and_its_renewal_cancelled()
    {
        TaskCompletionSource<AwsCredentials?> held = new();
        CancellationToken renewal = default;
        bench.Start("a", 3600, token =>
        {
            renewal = token;
            return held.Task;
        });
        bench.Advance(TimeSpan.FromSeconds(3300));
        Assert.False(renewal.IsCancellationRequested);

        bench.Renewals.Forget("a");
        Assert.True(renewal.IsCancellationRequested);
        held.SetResult(bench.Session(3600).Credentials);
        bench.Advance(TimeSpan.FromDays(1));

        Assert.Empty(bench.Told);
    }

    [Fact]
    public void A_renewal_that_never_ends_does_not_hide_the_end_of_the_session()
    {
        // Every step of a renewal has a limit of its own; a second renewal must not start beside it.
        int tries = 0;
        TaskCompletionSource<AwsCredentials?> held = new();
        bench.Start("a", 3600, _ =>
        {
            tries++;
            return held.Task;
        });
        bench.Advance(TimeSpan.FromSeconds(3500));
        Assert.Equal(1, tries);

        held.SetException(new IdentityException(IdentityErrorCode.Timeout, "no answer"));
        bench.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal([("a", StsSessionChange.Expired)], bench.Told);
    }

    [Fact]
    public void After_the_stop_all_is_silent()
    {
        bench.Start("a", 3600, bench.RenewTo(3600));
        bench.Start("b", 3600, renew: null);
        bench.Renewals.Stop();
        bench.Start("c", 60, renew: null);
        bench.Renewals.Stop();

        bench.Advance(TimeSpan.FromDays(1));

        Assert.Empty(bench.Told);
    }

    [Fact]
    public void A_session_handed_out_again_is_watched_once()
    {
        for (int i = 0; i < 3; i++)
            bench.Start("a", 3600, bench.RenewTo(3600));

        bench.Advance(TimeSpan.FromSeconds(3300));

        Assert.Equal([("a", StsSessionChange.Refreshed)], bench.Told);
        Assert.Equal(1, bench.Renewed);
    }

    [Fact]
    public void A_session_handed_out_with_a_new_end_is_watched_to_that_end()
    {
        bench.Start("a", 600, renew: null);
        bench.Start("a", 1200, renew: null);

        bench.Advance(TimeSpan.FromSeconds(1079));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([("a", StsSessionChange.Expired)], bench.Told);
    }

    [Fact]
    public void Many_sessions_each_end_at_their_own_time()
    {
        const int sessions = 500;
        for (int i = 1; i <= sessions; i++)
            bench.Start($"{i}", i + (int)RefreshSchedule.Reserve.TotalSeconds, renew: null);

        for (int i = 1; i <= sessions; i++)
        {
            bench.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(i, bench.Told.Count);
            Assert.Equal(($"{i}", StsSessionChange.Expired), bench.Told[^1]);
        }
    }

    [Fact]
    public void An_end_beyond_the_reach_of_a_timer_is_watched_too()
    {
        // Another tool may have written it: the cache is shared. A timer reaches 49 days.
        bench.Start("mfa", Days(100), renew: null);
        bench.Start("role", Days(100), bench.RenewTo(Days(300)));

        bench.Advance(TimeSpan.FromDays(100) - TimeSpan.FromMinutes(6));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal([("role", StsSessionChange.Refreshed), ("mfa", StsSessionChange.Expired)], bench.Told);
    }

    private static int Days(int days) => (int)TimeSpan.FromDays(days).TotalSeconds;
}
