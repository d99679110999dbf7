using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>
/// What other windows and the AWS CLI do to an entry that was handed out. The notices come from the test; <c>CacheWatchTests</c> has them
/// come from real files.
/// </summary>
public sealed class OutsideChangesTests : IDisposable
{
    private const string Id = TempCache.Key;

    private readonly RenewalsBench bench = new();
    private readonly StsCacheFolder otherWindow;

    public OutsideChangesTests()
    {
        otherWindow = new StsCacheFolder(bench.Cache.Path, bench.Cache.Log);
        otherWindow.Write(Id, bench.Session(3600));
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public void A_session_that_another_window_renewed_is_told_once_and_its_new_end_is_kept()
    {
        bench.Start(Id, 3600, bench.RenewTo(3600));
        bench.Advance(TimeSpan.FromSeconds(3000));

        otherWindow.Write(Id, bench.Session(3600, "2"));
        Noticed(times: 3);

        Assert.Equal([(Id, StsSessionChange.Refreshed)], bench.Told);
        bench.Advance(TimeSpan.FromSeconds(3290));
        Assert.Equal(0, bench.Renewed);
        bench.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, bench.Renewed);
    }

    [Fact]
    public void A_removed_entry_is_told_expired_once_and_not_renewed()
    {
        bench.Start(Id, 3600, bench.RenewTo(3600));

        otherWindow.Remove(Id);
        Noticed(times: 3);
        bench.Advance(TimeSpan.FromHours(2));

        Assert.Equal([(Id, StsSessionChange.Expired)], bench.Told);
        Assert.Equal(0, bench.Renewed);
    }

    [Fact]
    public void A_removed_folder_is_told_expired_once()
    {
        bench.Start(Id, 3600, renew: null);

        Directory.Delete(bench.Cache.Path, recursive: true);
        bench.Renewals.Notice(null);
        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([(Id, StsSessionChange.Expired)], bench.Told);
    }

    [Fact]
    public void A_login_in_another_window_wakes_a_session_that_was_told_expired()
    {
        bench.Start(Id, 3600, renew: null);
        otherWindow.Remove(Id);
        Noticed(times: 1);

        otherWindow.Write(Id, bench.Session(7200, "2"));
        Noticed(times: 2);

        Assert.Equal([(Id, StsSessionChange.Expired), (Id, StsSessionChange.Refreshed)], bench.Told);
        bench.Advance(TimeSpan.FromSeconds(7200));
        Assert.Equal((Id, StsSessionChange.Expired), bench.Told[^1]);
        Assert.Equal(3, bench.Told.Count);
    }

    [Fact]
    public void What_this_process_writes_itself_is_no_news()
    {
        bench.Start(Id, 3600, renew: null);

        bench.Cache.Folder.Write(Id, bench.Session(7200, "own"));
        Noticed(times: 2);

        Assert.Empty(bench.Told);
    }

    [Fact]
    public void A_renewal_that_writes_the_entry_is_told_once()
    {
        bench.Start(Id, 3600, _ =>
        {
            StsSession renewed = bench.Session(3600, "own");
            bench.Cache.Folder.Write(Id, renewed);
            bench.Renewals.Notice(Id);
            return Task.FromResult<AwsCredentials?>(renewed.Credentials);
        });

        bench.Advance(TimeSpan.FromSeconds(3310));

        Assert.Equal([(Id, StsSessionChange.Refreshed)], bench.Told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Credentials\": {\"AccessKeyId\": \"ASIA")]
    [InlineData("{\"ProviderType\": \"sso\"}")]
    [InlineData("[]")]
    public void An_entry_that_is_not_whole_is_no_news(string body)
    {
        bench.Start(Id, 3600, renew: null);

        bench.Cache.Put($"{Id}.json", body);
        Noticed(times: 3);

        Assert.Empty(bench.Told);
    }

    [Fact]
    public void An_entry_that_is_rewritten_in_place_is_told_when_it_is_whole()
    {
        bench.Start(Id, 3600, renew: null);
        bench.Cache.Put($"{Id}.json", "{\"Credentials\": {");
        bench.Renewals.Notice(Id);
        bench.Advance(TimeSpan.FromMilliseconds(300));

        otherWindow.Write(Id, bench.Session(7200, "2")); // Without a notice: the look that was put off finds it.
        bench.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal([(Id, StsSessionChange.Refreshed)], bench.Told);
    }

    [Fact]
    public void An_entry_that_has_ended_is_no_news()
    {
        bench.Start(Id, 3600, renew: null);

        otherWindow.Write(Id, bench.Session(30, "ended"));
        Noticed(times: 1);

        Assert.Empty(bench.Told);
    }

    [Fact]
    public void A_change_of_an_entry_that_nobody_was_given_is_no_news()
    {
        bench.Start(Id, 3600, renew: null);

        otherWindow.Write(TempCache.OtherKey, bench.Session(7200, "2"));
        bench.Renewals.Notice(TempCache.OtherKey);
        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(bench.Told);
    }

    [Fact]
    public void A_forgotten_session_is_silent_about_its_entry()
    {
        bench.Start(Id, 3600, renew: null);
        bench.Renewals.Forget(Id);

        otherWindow.Remove(Id);
        Noticed(times: 1);

        Assert.Empty(bench.Told);
    }

    [Fact]
    public void A_profile_that_stands_for_another_credential_now_ends_the_session_at_once()
    {
        bench.Start(Id, 3600, _ => Task.FromResult<AwsCredentials?>(null));

        bench.Advance(TimeSpan.FromSeconds(3300));

        Assert.Equal([(Id, StsSessionChange.Expired)], bench.Told);
        Assert.Contains(bench.Log.Lines, line => line.Contains("another credential", StringComparison.Ordinal));
    }

    [Fact]
    public void A_renewal_that_turns_out_to_need_a_prompt_is_not_tried_again()
    {
        int tries = 0;
        bench.Start(Id, 3600, _ =>
        {
            tries++;
            throw new IdentityException(IdentityErrorCode.MfaRequired, "the source needs a code");
        });

        bench.Advance(TimeSpan.FromSeconds(3479));
        Assert.Empty(bench.Told);
        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([(Id, StsSessionChange.Expired)], bench.Told);
        Assert.Equal(1, tries);
    }

    private void Noticed(int times)
    {
        for (int i = 0; i < times; i++)
        {
            bench.Renewals.Notice(Id);
            bench.Advance(TimeSpan.FromMilliseconds(300));
        }
    }
}
