using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using IdentityServer.Tests.Sessions;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Interop;

/// <summary>One login serves the terminal and the IDE: the server and botocore, or the AWS CLI itself, use each other's entries.</summary>
public sealed class SharedCacheTests
{
    private const string Config = Profiles.Mfa + """

        [profile full]
        role_arn = arn:aws:iam::123456789012:role/team/Full
        source_profile = base
        external_id = a+b/c=:@,.-
        role_session_name = me@corp
        duration_seconds = 3600

        [profile unicode]
        role_arn = arn:aws:iam::123456789012:role/téam/Dévelop😀
        source_profile = base

        [profile chained]
        role_arn = arn:aws:iam::210987654321:role/Outer
        source_profile = mfa
        region = eu-west-1

        """;

    public static TheoryData<string, int> ProfilesAndTheirCalls => new()
    {
        { "demo", 1 },
        { "full", 1 },
        { "unicode", 1 },
        { "mfa", 1 },
        { "chained", 2 },
    };

    [Theory]
    [MemberData(nameof(ProfilesAndTheirCalls))]
    public async Task Botocore_uses_the_session_that_the_server_got(string profile, int calls)
    {
        await using Stage stage = await OpenAsync();
        await Botocore.RequireAsync(stage);
        JsonObject ofTheServer = CredentialsOf(await (await ConnectAsync(stage)).GetAsync(profile));
        Assert.Equal(calls, stage.AssumeRoleCalls);

        JsonObject ofBotocore = await Botocore.GetAsync(stage, profile);

        Assert.Equal(calls, stage.AssumeRoleCalls);
        AssertSameKeys(ofTheServer, ofBotocore);
    }

    [Theory]
    [MemberData(nameof(ProfilesAndTheirCalls))]
    public async Task The_server_uses_the_session_that_botocore_got(string profile, int calls)
    {
        await using Stage stage = await OpenAsync();
        await Botocore.RequireAsync(stage);
        JsonObject ofBotocore = await Botocore.GetAsync(stage, profile);
        Assert.Equal(calls, stage.AssumeRoleCalls);
        Assert.Equal(calls, stage.Home.CacheFiles().Count);

        ServerProcess server = await stage.ConnectAsync();
        JsonObject ofTheServer = CredentialsOf(ResultOf(await server.RequestAsync(GetIamCredential, CacheOnlyParams(profile))).AsObject());

        Assert.Equal(calls, stage.AssumeRoleCalls);
        AssertSameKeys(ofTheServer, ofBotocore);
    }

    [Fact]
    public async Task The_outer_role_of_a_chain_is_signed_by_the_inner_session_that_botocore_got()
    {
        await using Stage stage = await OpenAsync();
        await Botocore.RequireAsync(stage);
        JsonObject inner = await Botocore.GetAsync(stage, "mfa");

        // Nobody answers a prompt here.
        await (await stage.ConnectAsync()).GetAsync("chained");

        Assert.Equal(2, stage.AssumeRoleCalls);
        Assert.Equal((string?)inner["accessKeyId"], stage.Aws.RequestsOf(LocalAwsActions.AssumeRole)[1].SigningKeyId);
    }

    [Fact]
    public async Task What_botocore_renews_early_the_server_takes_over()
    {
        // botocore uses an entry while more than fifteen minutes are left; the server down to five.
        await using Stage stage = await OpenAsync();
        await Botocore.RequireAsync(stage);
        stage.Aws.SessionLifetime = TimeSpan.FromMinutes(14);
        ServerProcess server = await stage.ConnectAsync();
        JsonObject first = CredentialsOf(await server.GetAsync("demo"));

        stage.Aws.SessionLifetime = null;
        JsonObject ofBotocore = await Botocore.GetAsync(stage, "demo");
        Assert.Equal(2, stage.AssumeRoleCalls);
        JsonObject second = CredentialsOf(await server.GetAsync("demo"));

        Assert.NotEqual((string?)first["accessKeyId"], (string?)second["accessKeyId"]);
        AssertSameKeys(second, ofBotocore);
        Assert.Equal(2, stage.AssumeRoleCalls);
    }

    [Theory]
    [InlineData("demo", "Demo")]
    [InlineData("full", "Full")]
    public async Task The_AWS_CLI_uses_the_session_that_the_server_got(string profile, string role)
    {
        await using Stage stage = await OpenAsync();
        await Tool.RequireAsync(stage.Home, Tool.AwsCli, "--version");
        JsonObject ofTheServer = CredentialsOf(await (await stage.ConnectAsync()).GetAsync(profile));

        JsonObject identity = await CallerIdentityAsync(stage, profile);

        Assert.Equal(1, stage.AssumeRoleCalls);
        Assert.Equal((string?)ofTheServer["accessKeyId"], Assert.Single(stage.Aws.RequestsOf(LocalAwsActions.GetCallerIdentity)).SigningKeyId);
        Assert.StartsWith($"arn:aws:sts::123456789012:assumed-role/{role}/", (string?)identity["Arn"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("full")]
    public async Task The_server_uses_the_session_that_the_AWS_CLI_got(string profile)
    {
        await using Stage stage = await OpenAsync();
        await Tool.RequireAsync(stage.Home, Tool.AwsCli, "--version");
        await CallerIdentityAsync(stage, profile);

        ServerProcess server = await stage.ConnectAsync();
        JsonObject ofTheServer = CredentialsOf(ResultOf(await server.RequestAsync(GetIamCredential, CacheOnlyParams(profile))).AsObject());

        Assert.Equal(1, stage.AssumeRoleCalls);
        Assert.Equal((string?)ofTheServer["accessKeyId"], Assert.Single(stage.Aws.RequestsOf(LocalAwsActions.GetCallerIdentity)).SigningKeyId);
    }

    private static async Task<Stage> OpenAsync()
    {
        Stage stage = await Stage.OpenAsync(Config);
        stage.Environment["AWS_DEFAULT_REGION"] = "us-east-1"; // botocore signs no call without one.
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        return stage;
    }

    private static async Task<ServerProcess> ConnectAsync(Stage stage)
    {
        ServerProcess server = await stage.ConnectAsync();
        _ = new MfaPrompts(server, ClientReply.MfaCode(Profiles.MfaCode));
        return server;
    }

    private static async Task<JsonObject> CallerIdentityAsync(Stage stage, string profile)
    {
        ToolResult result = await Tool.RunAsync(
            stage.Home, stage.Environment, Tool.AwsCli, "sts", "get-caller-identity", "--profile", profile, "--region", "us-east-1", "--output", "json");
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonNode.Parse(result.Output)!.AsObject();
    }

    private static void AssertSameKeys(JsonObject ofTheServer, JsonObject ofBotocore)
    {
        foreach (string name in (string[])["accessKeyId", "secretAccessKey", "sessionToken"])
            Assert.Equal((string?)ofBotocore[name], (string?)ofTheServer[name]);
    }
}
