using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>The order of initialize, shutdown and exit, and what a request outside it gets.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task Initialize_answers_with_capabilities_and_the_servers_name_and_version()
    {
        await using Stage stage = await Stage.OpenAsync();
        JsonObject result = await stage.Spawn().InitializeAsync();
        Assert.IsType<JsonObject>(result["capabilities"]);
        Assert.False(string.IsNullOrEmpty((string?)result["serverInfo"]!["name"]));
        Assert.Matches(@"^\d+\.\d+\.\d+", (string?)result["serverInfo"]!["version"]);
    }

    [Theory]
    [InlineData("aws/identity/getIamCredential", """{"profileName":"default"}""")]
    [InlineData("aws/identity/invalidateStsCredential", """{"iamCredentialId":""}""")]
    [InlineData("shutdown", null)]
    [InlineData("no/suchMethod", null)]
    public async Task Any_request_before_initialize_is_an_error_of_its_own_code(string method, string? parameters)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        RpcError error = ErrorOf(await server.RequestAsync(method, parameters is null ? null : JsonNode.Parse(parameters)));
        Assert.Equal(-32002, error.Code);
        await server.InitializeAsync();
    }

    [Theory]
    [InlineData("initialized")]
    [InlineData("$/setTrace")]
    [InlineData("workspace/didChangeConfiguration")]
    [InlineData("no/suchNotification")]
    public async Task Notifications_before_initialize_are_dropped(string method)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        await server.NotifyAsync(method, new JsonObject());
        await server.InitializeAsync();
    }

    [Fact]
    public async Task A_second_initialize_is_refused_and_the_session_goes_on()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal(-32600, ErrorOf(await server.RequestAsync("initialize", InitializeParams())).Code);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Shutdown_answers_null()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        JsonObject response = await server.ShutdownAsync();
        Assert.True(response.ContainsKey("result"), response.ToJsonString());
        Assert.Null(response["result"]);
    }

    [Theory]
    [InlineData("aws/identity/getIamCredential")]
    [InlineData("initialize")]
    [InlineData("shutdown")]
    [InlineData("no/suchMethod")]
    public async Task Any_request_after_shutdown_is_invalid(string method)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.ShutdownAsync();
        JsonObject parameters = method == "initialize" ? InitializeParams() : CredentialParams("default");
        Assert.Equal(-32600, ErrorOf(await server.RequestAsync(method, method == "shutdown" ? null : parameters)).Code);
    }

    [Fact]
    public async Task A_profile_that_would_resolve_is_refused_after_shutdown()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        await server.GetAsync("base");
        await server.ShutdownAsync();
        Assert.Equal(-32600, (await server.GetErrorAsync("base")).Code);
        Assert.Equal(-32600, (await server.GetErrorAsync("demo")).Code);
        Assert.Equal(0, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task Requests_sent_in_one_write_with_shutdown_are_all_answered()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync((byte[])
        [
            .. Frame.Of(Frame.Request("a", "shutdown")),
            .. Frame.Of(Frame.Request("b", GetIamCredential, CredentialParams("base"))),
        ]);
        Assert.True((await server.ResponseToAsync("a")).ContainsKey("result"));
        Assert.Equal(-32600, ErrorOf(await server.ResponseToAsync("b")).Code);
    }

    [Fact]
    public async Task Unknown_requests_are_not_found()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal(-32601, ErrorOf(await server.RequestAsync("aws/identity/noSuchMethod", new JsonObject())).Code);
        Assert.Equal(-32601, ErrorOf(await server.RequestAsync("$/noSuchRequest", new JsonObject())).Code);
        Assert.Equal(-32601, ErrorOf(await server.RequestAsync("textDocument/hover")).Code);
    }

    [Theory]
    [InlineData("no/suchNotification", "{}")]
    [InlineData("$/noSuchNotification", "{}")]
    [InlineData("textDocument/didOpen", """{"textDocument":{"uri":"file:///a"}}""")]
    [InlineData("$/setTrace", """{"value":"verbose"}""")]
    [InlineData("initialized", "{}")]
    [InlineData("workspace/didChangeConfiguration", """{"settings":null}""")]
    [InlineData("window/workDoneProgress/cancel", """{"token":"t"}""")]
    [InlineData("$/cancelRequest", """{"id":4711}""")]
    public async Task Notifications_known_or_not_get_no_answer_and_harm_nothing(string method, string parameters)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.NotifyAsync(method, JsonNode.Parse(parameters));
        await server.AssertServesAsync();
        // initialize and the question just asked: nothing else was answered.
        Assert.Equal(2, server.Received.Count(message => !message.ContainsKey("method")));
    }

    [Theory]
    [InlineData("\"a string\"")]
    [InlineData("0")]
    [InlineData("2147483647")]
    [InlineData("-5")]
    public async Task The_answer_carries_the_id_of_the_request_as_it_was(string id)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        await server.SendAsync(Frame.Request(JsonNode.Parse(id)!, GetIamCredential, CredentialParams("base")));
        JsonObject response = await server.ResponseToAsync(JsonNode.Parse(id));
        Assert.True(response.ContainsKey("result"), response.ToJsonString());
    }

    [Fact]
    public async Task Unknown_initialize_params_and_options_are_ignored()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        JsonObject parameters = InitializeParams();
        parameters["locale"] = "de";
        parameters["initializationOptions"]!["aws"]!["awsClientCapabilities"] = new JsonObject { ["q"] = new JsonObject() };
        ResultOf(await server.RequestAsync("initialize", parameters));
    }

    [Fact]
    public async Task Initialize_needs_no_options()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        ResultOf(await server.RequestAsync("initialize", new JsonObject { ["processId"] = null, ["rootUri"] = null, ["capabilities"] = new JsonObject() }));
    }
}
