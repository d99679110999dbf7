using IdentityServer.Core.Credentials;
using IdentityServer.Core.Sts;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>What becomes of a session after it was handed out, and of calls that are given up or take too long.</summary>
public sealed class SessionLifeTests : ResolverTest
{
    private const string RoleArn = "arn:aws:iam::111122223333:role/Demo";
    private const string MfaSerial = "arn:aws:iam::123456789012:mfa/me";

    private static readonly string[] Role = [BaseProfile, $"[profile dev]\nrole_arn = {RoleArn}\nsource_profile = base"];
    private static readonly string[] MfaRole = [BaseProfile, $"[profile dev]\nrole_arn = {RoleArn}\nsource_profile = base\nmfa_serial = {MfaSerial}"];

    [Fact]
    public async Task A_session_is_renewed_within_its_last_five_minutes()
    {
        WriteConfig(Role);
        ResolvedCredential first = await GetAsync("dev");

        Time.Advance(TimeSpan.FromMinutes(55) - TimeSpan.FromSeconds(1));
        Assert.Single(Calls);
        Time.Advance(TimeSpan.FromSeconds(32)); // Half a minute of jitter at most.
        await Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 2, Ct);
        await ToldAsync(1);

        Assert.Equal([(first.Id, StsSessionChange.Refreshed)], Told);
        ResolvedCredential second = await GetAsync("dev", MintPolicy.CacheOnly);
        Assert.NotEqual(first.Credentials.AccessKeyId, second.Credentials.AccessKeyId);
        Assert.Equal(2, Calls.Count);
    }

    [Fact]
    public async Task A_session_with_a_code_is_told_expired_two_minutes_early_and_nobody_is_asked()
    {
        Server.MfaCodes[MfaSerial] = "123456";
        Client.Gives("123456");
        WriteConfig(MfaRole);
        ResolvedCredential session = await GetAsync("dev");

        Time.Advance(TimeSpan.FromMinutes(58) - TimeSpan.FromSeconds(1));
        Assert.Empty(Told);
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([(session.Id, StsSessionChange.Expired)], Told);
        Assert.Single(Client.Asked);
        Assert.Single(Calls);
    }

    [Fact]
    public async Task An_invalidated_session_is_gone_and_silent()
    {
        WriteConfig(Role);
        ResolvedCredential session = await GetAsync("dev");

        Resolver.Invalidate(session.Id);
        Time.Advance(TimeSpan.FromHours(2));

        Assert.Empty(CacheEntries());
        Assert.Empty(Told);
        Assert.Single(Calls);
    }

    [Fact]
    public async Task To_invalidate_what_is_no_session_succeeds()
    {
        WriteConfig(Role);
        ResolvedCredential keys = await GetAsync("base");

        Resolver.Invalidate(keys.Id);
        Resolver.Invalidate(new string('0', 40));
        Resolver.InvalidateProfile("dev");
    }

    [Theory]
    [InlineData("")]
    [InlineData("../config")]
    [InlineData("ECD91D7989471012B3D38D435D4D037A581676A5")]
    [InlineData("ecd91d7989471012b3d38d435d4d037a581676a")]
    [InlineData("ecd91d7989471012b3d38d435d4d037a581676a55")]
    [InlineData("../../../../../../../../../../../etc/hosts0")]
    [InlineData("ecd91d7989471012b3d38d435d4d037a581676a٥")]
    public async Task An_id_that_has_not_the_form_of_an_id_is_refused(string id)
    {
        WriteConfig(Role);
        await GetAsync("dev");
        string[] before = CacheEntries();

        Assert.Equal(IdentityErrorCode.InvalidStsCredential, Assert.Throws<IdentityException>(() => Resolver.Invalidate(id)).Code);

        Assert.Equal(before, CacheEntries());
        Assert.True(File.Exists(ConfigFile));
    }

    [Fact]
    public async Task A_refused_code_is_not_sent()
    {
        WriteConfig(MfaRole);

        IdentityException error = await FailsAsync("dev");

        Assert.Equal(IdentityErrorCode.MfaRequired, error.Code);
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task Two_requests_for_one_role_make_one_prompt_and_one_call()
    {
        Server.MfaCodes[MfaSerial] = "123456";
        TaskCompletionSource<MfaCode> person = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Client.Answer = person.Task.WaitAsync;
        WriteConfig(MfaRole);

        Task<ResolvedCredential>[] requests = [GetAsync("dev"), GetAsync("dev")];
        person.SetResult(new MfaCode(new Secret("123456"), MfaSerial: null));

        ResolvedCredential[] answers = await Task.WhenAll(requests);
        Assert.Equal(answers[0].Credentials, answers[1].Credentials);
        Assert.Single(Client.Asked);
        Assert.Single(Calls);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_in_half_a_minute_times_out()
    {
        WriteConfig(Role);
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Hold(new TaskCompletionSource().Task), times: 10);
        Task<IdentityException> failure = FailsAsync("dev");
        await Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 1, Ct);

        Time.Advance(AssumeRoleClient.TimeLimit - TimeSpan.FromTicks(1));
        Assert.False(failure.IsCompleted);
        Time.Advance(TimeSpan.FromTicks(1));

        IdentityException error = await failure;
        Assert.Equal(TimeSpan.FromSeconds(30), AssumeRoleClient.TimeLimit);
        Assert.Equal(IdentityErrorCode.Timeout, error.Code);
        Assert.Contains("Profile \"dev\" (dev → base)", error.Message, StringComparison.Ordinal);
        Assert.Contains("30 s", error.Message, StringComparison.Ordinal);
        Assert.Empty(CacheEntries());
    }

    [Fact]
    public async Task A_call_given_up_in_the_middle_leaves_nothing_and_the_next_one_starts_afresh()
    {
        WriteConfig(Role);
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Hold(new TaskCompletionSource().Task));
        using CancellationTokenSource given = new();
        Task<ResolvedCredential> call = Resolver.GetAsync("dev", MintPolicy.MayPrompt, given.Token);
        await Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 1, Ct);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Empty(CacheEntries());

        await GetAsync("dev");
        Assert.Equal(2, Calls.Count);
    }

    [Fact]
    public async Task A_call_given_up_by_one_goes_on_for_the_other()
    {
        WriteConfig(Role);
        TaskCompletionSource gate = new();
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Hold(gate.Task));
        using CancellationTokenSource given = new();
        Task<ResolvedCredential> impatient = Resolver.GetAsync("dev", MintPolicy.MayPrompt, given.Token);
        Task<ResolvedCredential> patient = GetAsync("dev");
        await Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 1, Ct);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        gate.SetResult();

        Assert.NotEmpty((await patient).Credentials.AccessKeyId);
        Assert.Single(Calls);
    }

    [Fact]
    public async Task A_prompt_is_withdrawn_when_its_request_is_given_up()
    {
        WriteConfig(MfaRole);
        TaskCompletionSource<CancellationToken> prompt = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Client.Answer = async token =>
        {
            prompt.SetResult(token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("the delay has no end");
        };
        using CancellationTokenSource given = new();
        Task<ResolvedCredential> call = Resolver.GetAsync("dev", MintPolicy.MayPrompt, given.Token);
        CancellationToken promptToken = await prompt.Task.WaitAsync(Ct);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(promptToken.IsCancellationRequested);
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task A_chain_whose_source_needs_a_code_is_told_expired_when_the_source_is_gone()
    {
        Server.MfaCodes[MfaSerial] = "123456";
        Client.Gives("123456");
        WriteConfig([.. MfaRole, "[profile outer]\nrole_arn = arn:aws:iam::111122223333:role/Outer\nsource_profile = dev"]);
        ResolvedCredential outer = await GetAsync("outer");
        File.Delete(CacheFile(StsCacheKey.ForRole(RoleArn, null, null, MfaSerial, null)));

        for (int minute = 0; minute < 60; minute++)
            Time.Advance(TimeSpan.FromMinutes(1));
        await ToldAsync(1);

        Assert.Equal([(outer.Id, StsSessionChange.Expired)], Told);
        Assert.Single(Client.Asked);
    }
}
