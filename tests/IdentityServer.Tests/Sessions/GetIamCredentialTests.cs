using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>The shape of a credential on the wire, and where each kind of profile gets it from.</summary>
public sealed class GetIamCredentialTests
{
    [Fact]
    public async Task A_static_profile_answers_in_both_revisions_of_the_shape()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        JsonObject result = await (await stage.ConnectAsync()).GetAsync("base");

        JsonObject expected = new() { ["accessKeyId"] = Profiles.BaseKey, ["secretAccessKey"] = Profiles.BaseSecret };
        AssertSame(expected, CredentialsOf(result));
        AssertSame(expected, result["credentials"]);
        AssertSame(new JsonObject { ["data"] = expected.DeepClone(), ["encrypted"] = false }, result["updateCredentialsParams"]);
        Assert.Equal(["IamCredentialsProfile"], KindsOf(result));
        Assert.Equal(IdOf(result), (string?)result["id"]);
        Assert.Empty(stage.Aws.Requests);
    }

    [Fact]
    public async Task A_role_profile_answers_in_both_revisions_of_the_shape_with_a_token_and_its_end()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        JsonObject result = await (await stage.ConnectAsync()).GetAsync("demo");

        JsonObject credentials = CredentialsOf(result);
        Assert.Equal(["accessKeyId", "expiration", "secretAccessKey", "sessionToken"], credentials.Select(field => field.Key).Order());
        Assert.StartsWith("ASIA", (string?)credentials["accessKeyId"], StringComparison.Ordinal);
        Assert.Contains("SECRET", (string?)credentials["secretAccessKey"], StringComparison.Ordinal);
        Assert.Contains("TOKEN", (string?)credentials["sessionToken"], StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$", (string?)credentials["expiration"]);
        AssertSame(credentials, result["credentials"]);
        AssertSame(credentials, result["updateCredentialsParams"]!["data"]);
        Assert.False((bool)result["updateCredentialsParams"]!["encrypted"]!);
        Assert.Equal(["IamSourceProfileProfile"], KindsOf(result));
        Assert.Equal(IdOf(result), (string?)result["id"]);
    }

    [Fact]
    public async Task Ids_are_forty_hex_digits_stable_across_processes_and_distinct()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        string process = stage.Home.Write("process.json", """{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"p"}""");
        stage.Home.WriteConfig(Profiles.StaticAndRole + $"""

            [profile twin]
            aws_access_key_id = {Profiles.BaseKey}
            aws_secret_access_key = {Profiles.BaseSecret}

            [profile process1]
            credential_process = {Print(process)}

            [profile process2]
            credential_process = {Print(process)}
            """);
        string[] profiles = ["base", "twin", "process1", "process2", "demo"];
        string[] first = await IdsAsync(await stage.ConnectAsync(), profiles);
        string[] second = await IdsAsync(await stage.ConnectAsync(), profiles);

        Assert.All(first, id => Assert.Matches("^[0-9a-f]{40}$", id));
        Assert.Equal(first, second);
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public async Task Static_keys_of_the_credentials_file_count_and_a_session_token_comes_along()
    {
        await using Stage stage = await Stage.OpenAsync("[profile both]\nregion = eu-west-1\n");
        stage.Home.WriteCredentials("[both]\naws_access_key_id = AKIABOTH\naws_secret_access_key = s\naws_session_token = t\n");
        JsonObject credentials = CredentialsOf(await (await stage.ConnectAsync()).GetAsync("both"));
        AssertSame(new JsonObject { ["accessKeyId"] = "AKIABOTH", ["secretAccessKey"] = "s", ["sessionToken"] = "t" }, credentials);
    }

    [Fact]
    public async Task The_environments_own_keys_never_stand_in_for_a_named_profile()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        stage.Environment["AWS_ACCESS_KEY_ID"] = "AKIAENVIRONMENT";
        stage.Environment["AWS_SECRET_ACCESS_KEY"] = "environment";
        stage.Environment["AWS_PROFILE"] = "other";
        Assert.Equal(Profiles.BaseKey, AccessKeyOf(await (await stage.ConnectAsync()).GetAsync("base")));
    }

    [Fact]
    public async Task A_credential_process_is_run_and_its_answer_handed_on()
    {
        await using Stage stage = await Stage.OpenAsync();
        string file = stage.Home.Write(
            "process.json",
            """{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"p","SessionToken":"t","Expiration":"2999-01-02T03:04:05Z"}""");
        stage.Home.WriteConfig($"[profile process]\ncredential_process = {Print(file)}\n");
        JsonObject result = await (await stage.ConnectAsync()).GetAsync("process");
        Assert.Equal(["IamCredentialProcessProfile"], KindsOf(result));
        Assert.Equal("AKIAPROCESS", AccessKeyOf(result));
        Assert.Equal("t", (string?)CredentialsOf(result)["sessionToken"]);
        Assert.Equal(
            new DateTimeOffset(2999, 1, 2, 3, 4, 5, TimeSpan.Zero),
            DateTimeOffset.Parse((string)CredentialsOf(result)["expiration"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(stage.Home.CacheFiles());
    }

    [Fact]
    public async Task A_profile_of_two_kinds_says_both()
    {
        await using Stage stage = await Stage.OpenAsync($"""
            [profile self]
            role_arn = {Profiles.DemoRole}
            source_profile = self
            aws_access_key_id = AKIASELF
            aws_secret_access_key = s
            """);
        JsonObject result = await (await stage.ConnectAsync()).GetAsync("self");
        Assert.Equal(["IamCredentialsProfile", "IamSourceProfileProfile"], KindsOf(result).Order());
        LoggedRequest call = Assert.Single(stage.Aws.RequestsOf("AssumeRole"));
        Assert.Equal("AKIASELF", call.SigningKeyId);
        Assert.StartsWith("ASIA", AccessKeyOf(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_was_edited_is_read_anew()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        ServerProcess server = await stage.ConnectAsync();
        await server.GetAsync("base");
        stage.Home.WriteConfig("[profile base]\naws_access_key_id = AKIANEWKEY\naws_secret_access_key = a-new-secret\n");
        Assert.Equal("AKIANEWKEY", AccessKeyOf(await server.GetAsync("base")));
    }

    [Fact]
    public async Task Files_may_lie_where_the_environment_says()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        stage.Home.Write("elsewhere/config", "[profile moved]\nregion = eu-west-1\n");
        stage.Home.Write("elsewhere/keys", "[moved]\naws_access_key_id = AKIAMOVED\naws_secret_access_key = s\n");
        stage.Environment["AWS_CONFIG_FILE"] = stage.Home.Path("elsewhere/config");
        stage.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "~/elsewhere/keys";
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal("AKIAMOVED", AccessKeyOf(await server.GetAsync("moved")));
        (await server.GetErrorAsync("base")).Is("E_PROFILE_NOT_FOUND");
    }

    internal static string Print(string path) => OperatingSystem.IsWindows() ? $"type \"{path}\"" : $"cat \"{path}\"";

    private static string[] KindsOf(JsonObject result) => [.. result["credential"]!["kinds"]!.AsArray().Select(kind => (string)kind!)];

    private static async Task<string[]> IdsAsync(ServerProcess server, string[] profiles)
    {
        List<string> ids = [];
        foreach (string profile in profiles) ids.Add(IdOf(await server.GetAsync(profile)));
        return [.. ids];
    }

    private static void AssertSame(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"Expected {expected?.ToJsonString()}, not {actual?.ToJsonString()}");
}
