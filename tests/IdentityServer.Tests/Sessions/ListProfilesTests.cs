using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary><c>listProfiles</c> on the wire; what is listed is the matter of <c>listing-cases.json</c>.</summary>
public sealed class ListProfilesTests
{
    private const string Token = "token+with/marks\\and\"quotes";

    private const string Config = $"""
        [profile base]
        aws_access_key_id = {Profiles.BaseKey}
        aws_secret_access_key = {Profiles.BaseSecret}
        aws_session_token = {Token}
        [profile demo]
        role_arn = {Profiles.DemoRole}
        source_profile = base
        [profile half
        region = none
        [sso-session team]
        sso_region = eu-west-1
        sso_registration_scopes = sso:account:access, codewhisperer:completions
        [profile sso]
        sso_session = team
        """;

    [Fact]
    public async Task Profiles_and_sso_sessions_come_as_published()
    {
        await using Stage stage = await Stage.OpenAsync(Config);
        JsonObject result = await (await stage.ConnectAsync()).ListAsync();
        AssertListed(result, (Profiles.BaseSecret, Token));
    }

    [Fact]
    public async Task In_an_encrypted_session_the_two_secrets_are_JWEs_and_all_else_is_in_the_clear()
    {
        await using Stage stage = await Stage.OpenAsync(Config);
        EncryptionKey key = new();
        ServerProcess server = await stage.ConnectAsync(key, "debug");

        JsonObject result = await server.ListAsync();

        JsonObject settings = result["profiles"]![0]!["settings"]!.AsObject();
        string secret = (string)settings["aws_secret_access_key"]!;
        string token = (string)settings["aws_session_token"]!;
        Assert.Equal($"\"{Profiles.BaseSecret}\"", key.Decrypt(secret));
        Assert.Equal(Token, (string?)JsonNode.Parse(key.Decrypt(token)));
        Assert.NotEqual(EncryptionKey.VectorOf(secret), EncryptionKey.VectorOf(token));
        AssertListed(result, (secret, token));
        Assert.DoesNotContain(Profiles.BaseSecret, server.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("token+with", server.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_an_encrypted_session_a_value_that_swallowed_the_line_below_it_is_sealed_and_taken_back()
    {
        await using Stage stage = await Stage.OpenAsync("[profile slip]\naws_access_key_id = AKIA\n  aws_secret_access_key = LEAKED\n");
        EncryptionKey key = new();
        ServerProcess server = await stage.ConnectAsync(key, "debug");

        JsonObject listed = (await server.ListAsync())["profiles"]![0]!["settings"]!.AsObject();
        Assert.Equal("AKIA\naws_secret_access_key = LEAKED", (string?)JsonNode.Parse(key.Decrypt((string)listed["aws_access_key_id"]!)));
        ResultOf(await server.RequestAsync(UpdateProfile, new JsonObject
        {
            ["profile"] = new JsonObject { ["name"] = "slip", ["kinds"] = new JsonArray("Unknown"), ["settings"] = listed.DeepClone() },
        }));

        Assert.DoesNotContain("LEAKED", server.StandardOutput, StringComparison.Ordinal);
        Assert.Equal("[profile slip]\naws_access_key_id = AKIA\n  aws_secret_access_key = LEAKED\n", await File.ReadAllTextAsync(stage.Home.Path(".aws/config"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_written_a_moment_ago_is_listed_and_a_file_that_cannot_be_read_is_an_error_of_its_own()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal("""{"profiles":[],"ssoSessions":[]}""", (await server.ListAsync()).ToJsonString());

        stage.Home.WriteCredentials("[p]\n");
        Assert.Equal("""{"profiles":[{"kinds":["Unknown"],"name":"p","settings":{}}],"ssoSessions":[]}""", (await server.ListAsync()).ToJsonString());

        Directory.CreateDirectory(stage.Home.Path(".aws/config"));
        RpcError error = ErrorOf(await server.RequestAsync(ListProfiles, new JsonObject()));
        Assert.Equal((-32803, "E_CANNOT_READ_SHARED_CONFIG"), (error.Code, error.AwsErrorCode));
        Assert.Contains(stage.Home.Path(".aws/config"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Params_may_be_left_out_but_not_be_of_another_type()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","id":900,"method":"aws/identity/listProfiles"}"""));
        ResultOf(await server.ResponseToAsync(900));
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","id":901,"method":"aws/identity/listProfiles","params":{"later":[1]}}"""));
        ResultOf(await server.ResponseToAsync(901));
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","id":902,"method":"aws/identity/listProfiles","params":[1]}"""));
        Assert.Equal(-32602, ErrorOf(await server.ResponseToAsync(902)).Code);
    }

    [Fact]
    public async Task Initialize_announces_what_the_published_protocol_lacks()
    {
        await using Stage stage = await Stage.OpenAsync();
        JsonObject result = await stage.Spawn("--stdio").InitializeAsync();
        Assert.Equal("""{"experimental":{"aws":{"identity":{"deleteProfile":true}}}}""", result["capabilities"]!.ToJsonString());
    }

    // Its member order too: what a person reads in docs/protocol.md is what comes.
    private static void AssertListed(JsonObject result, (string Secret, string Token) expected) => Assert.Equal(
        new JsonObject
        {
            ["profiles"] = new JsonArray(
                Profile("base", "IamCredentialsProfile", ("aws_access_key_id", Profiles.BaseKey), ("aws_secret_access_key", expected.Secret), ("aws_session_token", expected.Token)),
                Profile("demo", "IamSourceProfileProfile", ("role_arn", Profiles.DemoRole), ("source_profile", "base")),
                Profile("sso", "SsoTokenProfile", ("sso_session", "team"))),
            ["ssoSessions"] = new JsonArray(new JsonObject
            {
                ["name"] = "team",
                ["settings"] = new JsonObject { ["sso_region"] = "eu-west-1", ["sso_registration_scopes"] = new JsonArray("sso:account:access", "codewhisperer:completions") },
            }),
        }.ToJsonString(),
        result.ToJsonString());

    private static JsonObject Profile(string name, string kind, params (string Name, string Value)[] settings) => new()
    {
        ["kinds"] = new JsonArray(kind),
        ["name"] = name,
        ["settings"] = new JsonObject(settings.Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)setting.Value))),
    };
}
