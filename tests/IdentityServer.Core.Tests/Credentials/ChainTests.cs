using IdentityServer.Core.Credentials;
using IdentityServer.Core.Sts;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Chains of roles: what is minted, in which order, signed by whom, and what is taken from the cache.</summary>
public sealed class ChainTests : ResolverTest
{
    private const string Outer = "arn:aws:iam::111122223333:role/Outer";
    private const string Middle = "arn:aws:iam::111122223333:role/Middle";
    private const string Inner = "arn:aws:iam::111122223333:role/Inner";
    private const string MfaSerial = "arn:aws:iam::123456789012:mfa/me";

    private static readonly string[] Chain =
    [
        BaseProfile,
        $"[profile outer]\nrole_arn = {Outer}\nsource_profile = middle",
        $"[profile middle]\nrole_arn = {Middle}\nsource_profile = inner",
        $"[profile inner]\nrole_arn = {Inner}\nsource_profile = base",
    ];

    [Fact]
    public async Task A_chain_is_minted_forward_and_each_step_is_kept()
    {
        WriteConfig(Chain);

        ResolvedCredential resolved = await GetAsync("outer");

        Assert.Equal([Inner, Middle, Outer], Calls.Select(call => call.Parameters["RoleArn"]));
        Assert.Equal(BaseKeyId, Calls[0].SigningKeyId);
        Assert.Null(Calls[0].SecurityToken);
        Assert.All(Calls.Skip(1), call => Assert.NotNull(call.SecurityToken));
        Assert.Equal(3, Calls.Select(call => call.SigningKeyId).Distinct().Count());
        Assert.Equal([.. new[] { KeyOf(Inner), KeyOf(Middle), KeyOf(Outer) }.Order(StringComparer.Ordinal)], CacheEntries());
        Assert.Equal(KeyOf(Outer), resolved.Id);
        Assert.Contains(resolved.Credentials.AccessKeyId, await File.ReadAllTextAsync(CacheFile(KeyOf(Outer)), Ct), StringComparison.Ordinal);
        Assert.Equal("111122223333", resolved.Credentials.AccountId);
    }

    [Fact]
    public async Task Another_process_takes_the_whole_chain_from_the_cache()
    {
        WriteConfig(Chain);
        ResolvedCredential first = await GetAsync("outer");

        ResolvedCredential second = await NewResolver().GetAsync("outer", MintPolicy.CacheOnly, Ct);

        Assert.Equal(first.Credentials with { AccountId = null }, second.Credentials with { AccountId = null });
        Assert.Equal(3, Calls.Count);
    }

    [Theory]
    [InlineData(Outer, new[] { Outer })]
    [InlineData(Middle, new string[0])]
    [InlineData(Inner, new string[0])]
    public async Task Only_what_lies_outside_the_nearest_cached_step_is_minted(string deleted, string[] minted)
    {
        WriteConfig(Chain);
        await GetAsync("outer");
        File.Delete(CacheFile(KeyOf(deleted)));

        await GetAsync("outer");

        Assert.Equal(minted, Calls.Skip(3).Select(call => call.Parameters["RoleArn"]));
    }

    [Fact]
    public async Task A_step_minted_anew_is_signed_by_the_cached_step_below_it()
    {
        WriteConfig(Chain);
        string middleKeyId = (await GetAsync("middle")).Credentials.AccessKeyId;

        await GetAsync("outer");

        Assert.Equal(middleKeyId, Calls[^1].SigningKeyId);
        Assert.Equal(3, Calls.Count);
    }

    [Fact]
    public async Task The_steps_below_are_renewed_when_they_near_their_end()
    {
        WriteConfig(Chain);
        await GetAsync("outer");
        StopWatching();
        File.Delete(CacheFile(KeyOf(Outer)));
        Time.Advance(TimeSpan.FromMinutes(56));

        await GetAsync("outer");

        Assert.Equal([Inner, Middle, Outer], Calls.Skip(3).Select(call => call.Parameters["RoleArn"]));
    }

    [Fact]
    public async Task Each_step_calls_STS_with_the_settings_of_its_own_profile()
    {
        Server.MfaCodes[MfaSerial] = "123456";
        Client.Gives("123456");
        WriteConfig(
            BaseProfile + "region = sa-east-1",
            $"[profile outer]\nrole_arn = {Outer}\nsource_profile = middle\nrole_session_name = outer@corp\nduration_seconds = 900\nregion = us-west-2",
            $"[profile middle]\nrole_arn = {Middle}\nsource_profile = inner\nexternal_id = a+b/c=\nduration_seconds = 1800\nregion = eu-west-1",
            $"[profile inner]\nrole_arn = {Inner}\nsource_profile = base\nmfa_serial = {MfaSerial}");

        await GetAsync("outer");

        Assert.Equal([("inner", MfaSerial)], Client.Asked);
        AssertCall(Calls[0], Inner, "us-east-1", ("SerialNumber", MfaSerial), ("TokenCode", "123456"));
        AssertCall(Calls[1], Middle, "eu-west-1", ("ExternalId", "a+b/c="), ("DurationSeconds", "1800"));
        AssertCall(Calls[2], Outer, "us-west-2", ("RoleSessionName", "outer@corp"), ("DurationSeconds", "900"));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_same_role_twice_in_one_chain_neither_deadlocks_nor_loops()
    {
        WriteConfig(
            BaseProfile,
            $"[profile outer]\nrole_arn = {Outer}\nsource_profile = middle",
            $"[profile middle]\nrole_arn = {Outer}\nsource_profile = base");

        ResolvedCredential resolved = await GetAsync("outer");

        Assert.Equal([Outer, Outer], Calls.Select(call => call.Parameters["RoleArn"]));
        Assert.Equal(BaseKeyId, Calls[0].SigningKeyId);
        Assert.NotEqual(BaseKeyId, Calls[1].SigningKeyId);
        Assert.Equal([KeyOf(Outer)], CacheEntries());
        Assert.Equal(resolved.Credentials.AccessKeyId, (await GetAsync("outer")).Credentials.AccessKeyId);
        Assert.Equal(2, Calls.Count);
    }

    [Fact]
    public async Task A_profile_that_sources_itself_signs_with_its_own_keys()
    {
        WriteConfig($"[profile me]\nrole_arn = {Outer}\nsource_profile = me\naws_access_key_id = {BaseKeyId}\naws_secret_access_key = {BaseSecret}");

        await GetAsync("me");

        Assert.Equal([BaseKeyId], Calls.Select(call => call.SigningKeyId));
    }

    [Fact]
    public async Task The_keys_of_the_environment_sign()
    {
        Variables["AWS_ACCESS_KEY_ID"] = "AKIAENVIRONMENT00001";
        Variables["AWS_SECRET_ACCESS_KEY"] = "environment-SECRET";
        WriteConfig($"[profile env]\nrole_arn = {Outer}\ncredential_source = Environment");

        await GetAsync("env");

        Assert.Equal(["AKIAENVIRONMENT00001"], Calls.Select(call => call.SigningKeyId));
    }

    [Fact]
    public async Task Cache_only_never_calls_STS_for_any_step()
    {
        WriteConfig(Chain);
        await GetAsync("middle");

        Assert.Equal(IdentityErrorCode.InvalidStsCredential, (await FailsAsync("outer", MintPolicy.CacheOnly)).Code);

        Assert.Equal(2, Calls.Count);
    }

    [Fact]
    public async Task Two_profiles_over_one_inner_role_share_its_mint()
    {
        WriteConfig([.. Chain, "[profile other]\nrole_arn = arn:aws:iam::111122223333:role/Other\nsource_profile = middle"]);
        TaskCompletionSource gate = new();
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Hold(gate.Task));

        Task<ResolvedCredential> outer = GetAsync("outer");
        Task<ResolvedCredential> other = GetAsync("other");
        await Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 1, Ct);
        gate.SetResult();

        Assert.NotEqual((await outer).Credentials.AccessKeyId, (await other).Credentials.AccessKeyId);
        Assert.Equal(4, Calls.Count);
    }

    private static string KeyOf(string roleArn) => StsCacheKey.ForRole(roleArn, null, null, null, null);

    // The arguments given, and none of the others; a session name is always sent.
    private static void AssertCall(LoggedRequest call, string roleArn, string region, params (string Name, string Value)[] arguments)
    {
        Assert.Equal(region, call.SigningRegion);
        (string, string)[] sent = [.. call.Parameters.Where(pair => pair.Key is not ("Action" or "Version")).Select(pair => (pair.Key, pair.Value)).Order()];
        (string, string)[] expected = [("RoleArn", roleArn), .. arguments];
        if (!arguments.Any(argument => argument.Name == "RoleSessionName"))
            expected = [.. expected, ("RoleSessionName", call.Parameters["RoleSessionName"])];
        Assert.Equal([.. expected.Order()], sent);
        Assert.NotEmpty(call.Parameters["RoleSessionName"]);
    }
}
