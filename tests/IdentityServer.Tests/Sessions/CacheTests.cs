using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>The session on disk, where the AWS CLI keeps it and finds it.</summary>
public sealed class CacheTests
{
    [Theory]
    [InlineData(Profiles.DemoCacheKey, Profiles.DemoRole, "")]
    [InlineData("675564a566ba6e3d43f07bc342f39cceb1d3a0c9", "arn:aws:iam::123456789012:role/téam/Dévelop😀", "")]
    public async Task A_session_is_kept_under_the_key_of_the_CLI(string key, string roleArn, string settings)
    {
        await using Stage stage = await Stage.OpenAsync($"{Profiles.Base}\n[profile role]\nrole_arn = {roleArn}\nsource_profile = base\n{settings}\n");
        await (await stage.ConnectAsync()).GetAsync("role");
        Assert.Equal([key + ".json"], stage.Home.CacheFiles());
    }

    // STS would refuse this external id, so that the session can only come from the cache.
    [Fact]
    public async Task A_session_is_looked_up_under_the_key_of_the_CLI()
    {
        const string Settings = "external_id = a+b/c=<&>'\nrole_session_name = me@corp\nduration_seconds = 900";
        await using Stage stage = await Stage.OpenAsync($"{Profiles.StaticAndRole}{Settings}\n");
        stage.Home.WriteCacheEntry("c5887dd7b2c2403f36e3e24a7ae64b280266f338", "ASIAFROMTHECLI", TempHome.InAnHour("Z"));
        Assert.Equal("ASIAFROMTHECLI", AccessKeyOf(await (await stage.ConnectAsync()).GetAsync("demo")));
    }

    [Fact]
    public async Task An_MFA_session_is_kept_under_the_key_of_the_CLI()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        ServerProcess server = await stage.ConnectAsync();
        _ = new MfaPrompts(server, ClientReply.MfaCode(Profiles.MfaCode));
        await server.GetAsync("mfa");
        Assert.Equal([Profiles.DemoMfaCacheKey + ".json"], stage.Home.CacheFiles());
    }

    [Fact]
    public async Task The_entry_has_the_body_that_botocore_keeps()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        JsonObject credentials = CredentialsOf(await (await stage.ConnectAsync()).GetAsync("demo"));
        JsonObject entry = stage.Home.ReadCacheEntry(Profiles.DemoCacheKey);
        JsonNode kept = entry["Credentials"]!;
        Assert.Equal((string?)credentials["accessKeyId"], (string?)kept["AccessKeyId"]);
        Assert.Equal((string?)credentials["secretAccessKey"], (string?)kept["SecretAccessKey"]);
        Assert.Equal((string?)credentials["sessionToken"], (string?)kept["SessionToken"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string?)kept["Expiration"]);
        Assert.StartsWith("arn:aws:sts::123456789012:assumed-role/Demo/", (string?)entry["AssumedRoleUser"]!["Arn"], StringComparison.Ordinal);
        Assert.Contains(":", (string?)entry["AssumedRoleUser"]!["AssumedRoleId"], StringComparison.Ordinal);
        Assert.IsType<JsonObject>(entry["ResponseMetadata"]);
    }

    [Fact]
    public async Task The_entry_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no mode bits.");
            return;
        }

        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        await (await stage.ConnectAsync()).GetAsync("demo");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(stage.Home.CacheEntryPath(Profiles.DemoCacheKey)));
    }

    [Fact]
    public async Task A_second_request_and_a_second_process_find_the_session()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess first = await stage.ConnectAsync();
        JsonObject minted = await first.GetAsync("demo");
        JsonObject again = await first.GetAsync("demo");
        JsonObject elsewhere = await (await stage.ConnectAsync()).GetAsync("demo");
        Assert.Equal(AccessKeyOf(minted), AccessKeyOf(again));
        Assert.Equal(AccessKeyOf(minted), AccessKeyOf(elsewhere));
        Assert.Equal(IdOf(minted), IdOf(elsewhere));
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Theory]
    [InlineData("Z")]
    [InlineData("+00:00")]
    [InlineData("UTC")]
    public async Task A_session_of_the_CLI_is_used_however_its_end_is_written(string zone)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Home.WriteCacheEntry(Profiles.DemoCacheKey, "ASIAFROMTHECLI", TempHome.InAnHour(zone));
        JsonObject credentials = CredentialsOf(await (await stage.ConnectAsync()).GetAsync("demo"));
        Assert.Equal("ASIAFROMTHECLI", (string?)credentials["accessKeyId"]);
        Assert.Equal("cached-TOKEN-of-ASIAFROMTHECLI", (string?)credentials["sessionToken"]);
        Assert.Empty(stage.Aws.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Credentials\": {\"AccessKeyId\": \"ASIAHALF\", \"Secr")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Credentials\": null}")]
    [InlineData("{\"Credentials\": {\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"S\", \"SessionToken\": \"T\", \"Expiration\": \"2001-01-01T00:00:00Z\"}}")]
    [InlineData("{\"Credentials\": {\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"S\", \"SessionToken\": \"T\", \"Expiration\": \"soon\"}}")]
    public async Task An_entry_that_is_of_no_use_is_a_miss(string text)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Home.Write($".aws/cli/cache/{Profiles.DemoCacheKey}.json", text);
        JsonObject result = await (await stage.ConnectAsync()).GetAsync("demo");
        Assert.Equal(1, stage.AssumeRoleCalls);
        Assert.Equal(AccessKeyOf(result), (string?)stage.Home.ReadCacheEntry(Profiles.DemoCacheKey)["Credentials"]!["AccessKeyId"]);
    }

    [Fact]
    public async Task Other_files_in_the_folder_stay_as_they_are()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        const string Sso = "0123456789012345678901234567890123456789";
        stage.Home.Write($".aws/cli/cache/{Sso}.json", """{"ProviderType":"sso","Credentials":{}}""");
        stage.Home.Write(".aws/cli/cache/completion.index", "index");
        await (await stage.ConnectAsync()).GetAsync("demo");
        Assert.Equal([Sso + ".json", "completion.index", Profiles.DemoCacheKey + ".json"], stage.Home.CacheFiles());
        Assert.Equal("index", File.ReadAllText(System.IO.Path.Combine(stage.Home.CacheFolder, "completion.index")));
    }

    [Fact]
    public async Task Without_leave_to_call_STS_a_missing_session_is_invalid()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server);
        RpcError error = ErrorOf(await server.RequestAsync(GetIamCredential, CacheOnlyParams("demo"))).Is("E_INVALID_STS_CREDENTIAL");
        Assert.Matches("^Profile \"demo\".*, role_arn \\(.*config:[0-9]+\\): no valid session of the role is cached, .*callStsOnInvalidIamCredential", error.Message);
        ErrorOf(await server.RequestAsync(GetIamCredential, CacheOnlyParams("mfa"))).Is("E_INVALID_STS_CREDENTIAL");
        Assert.Empty(prompts.Prompts);
        Assert.Empty(stage.Aws.Requests);
    }

    [Fact]
    public async Task Without_leave_to_call_STS_a_cached_session_is_handed_out()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Home.WriteCacheEntry(Profiles.DemoCacheKey, "ASIAFROMTHECLI", TempHome.InAnHour("Z"));
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal("ASIAFROMTHECLI", AccessKeyOf(ResultOf(await server.RequestAsync(GetIamCredential, CacheOnlyParams("demo"))).AsObject()));
        Assert.Equal(Profiles.BaseKey, AccessKeyOf(ResultOf(await server.RequestAsync(GetIamCredential, CacheOnlyParams("base"))).AsObject()));
        Assert.Empty(stage.Aws.Requests);
    }
}
