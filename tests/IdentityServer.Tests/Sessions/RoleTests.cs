using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>How AssumeRole is called: with what parameters, signed by whom, how often.</summary>
public sealed class RoleTests
{
    [Fact]
    public async Task The_settings_of_the_role_profile_become_the_parameters_of_the_call()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base + $"""

            [profile full]
            role_arn = {Profiles.DemoRole}
            source_profile = base
            external_id = a+b/c=,.@:-
            role_session_name = me@corp
            duration_seconds = 900
            region = eu-central-1
            """);
        await (await stage.ConnectAsync()).GetAsync("full");
        LoggedRequest call = Assert.Single(stage.Aws.RequestsOf("AssumeRole"));
        Assert.Equal(Profiles.DemoRole, call.Parameters["RoleArn"]);
        Assert.Equal("a+b/c=,.@:-", call.Parameters["ExternalId"]);
        Assert.Equal("me@corp", call.Parameters["RoleSessionName"]);
        Assert.Equal("900", call.Parameters["DurationSeconds"]);
        Assert.DoesNotContain("SerialNumber", call.Parameters.Keys);
        Assert.Equal("eu-central-1", call.SigningRegion);
        Assert.Equal(Profiles.BaseKey, call.SigningKeyId);
        Assert.Null(call.SecurityToken);
    }

    [Theory]
    [InlineData("", "us-east-1")]
    [InlineData("AWS_DEFAULT_REGION=eu-north-1", "eu-north-1")]
    [InlineData("AWS_REGION=eu-west-3,AWS_DEFAULT_REGION=eu-north-1", "eu-west-3")]
    public async Task The_region_without_a_setting_comes_from_the_environment(string environment, string region)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        foreach (string pair in environment.Split(',', StringSplitOptions.RemoveEmptyEntries)) stage.Environment[pair.Split('=')[0]] = pair.Split('=')[1];
        await (await stage.ConnectAsync()).GetAsync("demo");
        LoggedRequest call = Assert.Single(stage.Aws.RequestsOf("AssumeRole"));
        Assert.Equal(region, call.SigningRegion);
        Assert.False(string.IsNullOrEmpty(call.Parameters["RoleSessionName"]));
    }

    [Fact]
    public async Task The_endpoint_may_stand_in_the_profile()
    {
        await using Stage stage = await Stage.OpenAsync();
        stage.Environment.Remove("AWS_ENDPOINT_URL_STS");
        stage.Home.WriteConfig($"{Profiles.StaticAndRole}endpoint_url = {stage.Aws.Endpoint}\n");
        await (await stage.ConnectAsync()).GetAsync("demo");
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task An_endpoint_for_STS_in_the_environment_beats_all_others()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole + "endpoint_url = http://127.0.0.1:9/\n");
        stage.Environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9/";
        await (await stage.ConnectAsync()).GetAsync("demo");
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_chain_signs_each_role_with_the_session_of_the_one_before()
    {
        await using Stage stage = await Stage.OpenAsync(Chain);
        JsonObject result = await (await stage.ConnectAsync()).GetAsync("outer");
        IReadOnlyList<LoggedRequest> calls = stage.Aws.RequestsOf("AssumeRole");
        Assert.Equal(
            ["arn:aws:iam::123456789012:role/Inner", "arn:aws:iam::123456789012:role/Middle", "arn:aws:iam::123456789012:role/Outer"],
            calls.Select(call => call.Parameters["RoleArn"]));
        Assert.Equal(Profiles.BaseKey, calls[0].SigningKeyId);
        Assert.All(calls.Skip(1), call => Assert.StartsWith("ASIA", call.SigningKeyId, StringComparison.Ordinal));
        Assert.All(calls.Skip(1), call => Assert.Contains("TOKEN", call.SecurityToken, StringComparison.Ordinal));
        Assert.NotEqual(calls[1].SigningKeyId, calls[2].SigningKeyId);
        Assert.DoesNotContain(AccessKeyOf(result), calls.Select(call => call.SigningKeyId));
        Assert.Equal("for-inner", calls[0].Parameters["ExternalId"]);
        Assert.All(calls.Skip(1), call => Assert.DoesNotContain("ExternalId", call.Parameters.Keys));
    }

    [Fact]
    public async Task A_chain_starts_at_the_nearest_session_that_is_in_the_cache()
    {
        await using Stage stage = await Stage.OpenAsync(Chain);
        await (await stage.ConnectAsync()).GetAsync("middle");
        Assert.Equal(2, stage.AssumeRoleCalls);
        await (await stage.ConnectAsync()).GetAsync("outer");
        Assert.Equal(3, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task The_environment_can_be_the_source()
    {
        await using Stage stage = await Stage.OpenAsync($"[profile env]\nrole_arn = {Profiles.DemoRole}\ncredential_source = environment\n");
        stage.Environment["AWS_ACCESS_KEY_ID"] = "AKIAENVIRONMENT";
        stage.Environment["AWS_SECRET_ACCESS_KEY"] = "environment";
        JsonObject result = await (await stage.ConnectAsync()).GetAsync("env");
        Assert.Equal("AKIAENVIRONMENT", Assert.Single(stage.Aws.RequestsOf("AssumeRole")).SigningKeyId);
        Assert.Equal("IamCredentialSourceProfile", (string?)Assert.Single(result["credential"]!["kinds"]!.AsArray()));
    }

    [Fact]
    public async Task A_credential_process_can_be_the_source()
    {
        await using Stage stage = await Stage.OpenAsync();
        string file = stage.Home.Write("process.json", """{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"p"}""");
        stage.Home.WriteConfig($"""
            [profile process]
            credential_process = {GetIamCredentialTests.Print(file)}
            [profile role]
            role_arn = {Profiles.DemoRole}
            source_profile = process
            """);
        await (await stage.ConnectAsync()).GetAsync("role");
        Assert.Equal("AKIAPROCESS", Assert.Single(stage.Aws.RequestsOf("AssumeRole")).SigningKeyId);
    }

    [Fact]
    public async Task Two_requests_at_once_make_one_call_and_get_one_credential()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        TaskCompletionSource gate = new();
        stage.Aws.Enqueue("AssumeRole", Fault.Hold(gate.Task));
        ServerProcess server = await stage.ConnectAsync();
        PendingRequest first = await server.BeginAsync(GetIamCredential, CredentialParams("demo"));
        PendingRequest second = await server.BeginAsync(GetIamCredential, CredentialParams("demo"));
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);
        // A held call holds up nobody else; and when this is answered, the second request is on its way too.
        await server.GetAsync("base");
        gate.SetResult();
        string key = AccessKeyOf(ResultOf(await first.ResponseAsync()).AsObject());
        Assert.Equal(key, AccessKeyOf(ResultOf(await second.ResponseAsync()).AsObject()));
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task Two_profiles_for_one_role_share_its_session()
    {
        await using Stage stage = await Stage.OpenAsync($"{Profiles.StaticAndRole}\n[profile same]\nrole_arn = {Profiles.DemoRole}\nsource_profile = base\n");
        ServerProcess server = await stage.ConnectAsync();
        string key = AccessKeyOf(await server.GetAsync("demo"));
        Assert.Equal(key, AccessKeyOf(await server.GetAsync("same")));
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    private const string Chain = Profiles.Base + """

        [profile inner]
        role_arn = arn:aws:iam::123456789012:role/Inner
        source_profile = base
        external_id = for-inner

        [profile middle]
        role_arn = arn:aws:iam::123456789012:role/Middle
        source_profile = inner

        [profile outer]
        role_arn = arn:aws:iam::123456789012:role/Outer
        source_profile = middle
        """;
}
