using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>The code comes from the client: the prompt, its replies, and what STS makes of them.</summary>
public sealed class MfaTests
{
    [Fact]
    public async Task The_right_code_makes_a_session()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, ClientReply.MfaCode(Profiles.MfaCode));
        Assert.StartsWith("ASIA", AccessKeyOf(await server.GetAsync("mfa")), StringComparison.Ordinal);

        JsonNode asked = Assert.Single(prompts.Prompts)["params"]!;
        Assert.Equal("mfa", (string?)asked["profileName"]);
        Assert.Equal(Profiles.MfaSerial, (string?)asked["mfaSerial"]);
        LoggedRequest call = Assert.Single(stage.Aws.RequestsOf("AssumeRole"));
        Assert.Equal(Profiles.MfaSerial, call.Parameters["SerialNumber"]);
        Assert.Equal(Profiles.MfaCode, call.Parameters["TokenCode"]);
    }

    [Fact]
    public async Task The_published_revision_of_the_reply_repeats_the_serial()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        _ = new MfaPrompts(server, new ClientReply.Result(new JsonObject { ["code"] = Profiles.MfaCode, ["mfaSerial"] = Profiles.MfaSerial }));
        await server.GetAsync("mfa");
        Assert.Equal(Profiles.MfaSerial, Assert.Single(stage.Aws.RequestsOf("AssumeRole")).Parameters["SerialNumber"]);
    }

    [Fact]
    public async Task A_device_that_no_profile_names_is_asked_for_and_learnt()
    {
        await using Stage stage = await OpenAsync();
        stage.Aws.RolesRequiringMfa.Add(Profiles.DemoRole);
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, new ClientReply.Result(new JsonObject { ["code"] = Profiles.MfaCode, ["mfaSerial"] = Profiles.MfaSerial }));
        JsonObject result = await server.GetAsync("demo");

        Assert.Equal("""{"profileName":"demo"}""", Assert.Single(prompts.Prompts)["params"]!.ToJsonString());
        Assert.Equal(Profiles.DemoMfaCacheKey, IdOf(result));
        JsonNode demo = (await server.ListAsync())["profiles"]!.AsArray().Single(profile => (string?)profile!["name"] == "demo")!;
        Assert.Equal(Profiles.MfaSerial, (string?)demo["settings"]!["mfa_serial"]);
    }

    [Fact]
    public async Task A_session_is_asked_for_once_by_all_processes()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess first = await stage.ConnectAsync();
        _ = new MfaPrompts(first, ClientReply.MfaCode(Profiles.MfaCode));
        string key = AccessKeyOf(await first.GetAsync("mfa"));
        ServerProcess second = await stage.ConnectAsync();
        MfaPrompts prompts = new(second);
        Assert.Equal(key, AccessKeyOf(await second.GetAsync("mfa")));
        Assert.Empty(prompts.Prompts);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_wrong_code_is_said_to_be_rejected_and_may_be_put_right()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, ClientReply.MfaCode("000000"), ClientReply.MfaCode(Profiles.MfaCode));
        RpcError error = (await server.GetErrorAsync("mfa")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
        Assert.Matches("(?i)code", error.Message);
        Assert.Matches("(?i)reject|refus|not accept|wrong|invalid|incorrect", error.Message);
        Assert.DoesNotContain("000000", error.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Home.CacheFiles());

        await server.GetAsync("mfa");
        Assert.Equal(2, prompts.Prompts.Count);
    }

    [Theory]
    [InlineData("""{"code":""}""")]
    [InlineData("""{"code":"   "}""")]
    public async Task An_empty_code_means_that_there_is_none(string reply)
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        _ = new MfaPrompts(server, new ClientReply.Result(JsonNode.Parse(reply)), ClientReply.MfaCode(Profiles.MfaCode));
        (await server.GetErrorAsync("mfa")).Is("E_MFA_REQUIRED");
        Assert.Equal(0, stage.AssumeRoleCalls);
        await server.GetAsync("mfa");
    }

    [Theory]
    [InlineData(-32803, """{"awsErrorCode":"E_MFA_REQUIRED"}""")]
    [InlineData(-32800, """{"awsErrorCode":"E_CANCELLED"}""")]
    [InlineData(-32603, null)]
    [InlineData(-32601, null)]
    [InlineData(1, "\"just text\"")]
    [InlineData(1, """{"stack":["a","b"],"code":7}""")]
    [InlineData(1, "[1,2]")]
    public async Task An_error_as_the_reply_is_a_refusal_whatever_it_carries(int code, string? data)
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        ClientReply.Error refusal = new(code, "The user closed the box.", data is null ? null : JsonNode.Parse(data));
        _ = new MfaPrompts(server, refusal, ClientReply.MfaCode(Profiles.MfaCode));
        (await server.GetErrorAsync("mfa")).Is("E_MFA_REQUIRED");
        Assert.Equal(0, stage.AssumeRoleCalls);
        await server.GetAsync("mfa");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"code":null}""")]
    [InlineData("\"914273\"")]
    [InlineData("""{"code":{"digits":6}}""")]
    public async Task A_reply_of_no_known_shape_fails_the_request_but_not_the_session(string reply)
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        _ = new MfaPrompts(server, new ClientReply.Result(JsonNode.Parse(reply)), ClientReply.MfaCode(Profiles.MfaCode));
        Assert.Equal(-32803, (await server.GetErrorAsync("mfa")).Code);
        Assert.Equal(0, stage.AssumeRoleCalls);
        await server.GetAsync("mfa");
    }

    [Theory]
    [InlineData("\"no\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"code":1}""")]
    public async Task A_malformed_error_reply_is_a_refusal(string error)
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, new ClientReply.Never());
        PendingRequest request = await server.BeginAsync(GetIamCredential, CredentialParams("mfa"));
        JsonObject prompt = await prompts.WaitForAsync(1);

        await server.SendRawAsync(Frame.Of($$"""{"jsonrpc":"2.0","id":{{prompt["id"]!.ToJsonString()}},"error":{{error}}}"""));

        RpcError refusal = ErrorOf(await request.ResponseAsync());
        Assert.Equal((-32803, "E_MFA_REQUIRED"), (refusal.Code, refusal.AwsErrorCode));
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Two_requests_at_once_make_one_prompt_and_one_call()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, new ClientReply.Never());
        PendingRequest first = await server.BeginAsync(GetIamCredential, CredentialParams("mfa"));
        PendingRequest second = await server.BeginAsync(GetIamCredential, CredentialParams("mfa"));
        JsonObject prompt = await prompts.WaitForAsync(1);
        // An open prompt holds up nobody else; and when this is answered, the second request is on its way too.
        await server.GetAsync("base");
        await server.ReplyAsync(prompt["id"]!, ClientReply.MfaCode(Profiles.MfaCode));
        string key = AccessKeyOf(ResultOf(await first.ResponseAsync()).AsObject());
        Assert.Equal(key, AccessKeyOf(ResultOf(await second.ResponseAsync()).AsObject()));
        Assert.Single(prompts.Prompts);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task Prompts_for_two_roles_carry_ids_of_their_own()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, new ClientReply.Never());
        PendingRequest first = await server.BeginAsync(GetIamCredential, CredentialParams("mfa"));
        JsonObject prompt = await prompts.WaitForAsync(1);
        PendingRequest second = await server.BeginAsync(GetIamCredential, CredentialParams("demo"));
        ResultOf(await second.ResponseAsync());
        await server.ReplyAsync(prompt["id"]!, ClientReply.MfaCode(Profiles.MfaCode));
        ResultOf(await first.ResponseAsync());
    }

    [Fact]
    public async Task A_role_that_wants_a_code_nobody_gives_cannot_be_created()
    {
        await using Stage stage = await OpenAsync();
        stage.Aws.RolesRequiringMfa.Add(Profiles.DemoRole);
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, ClientReply.MfaCode(""));
        (await server.GetErrorAsync("demo")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
        Assert.Single(prompts.Prompts);
    }

    private static async Task<Stage> OpenAsync()
    {
        Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        return stage;
    }
}
