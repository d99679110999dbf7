using System.Text;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Frames and messages that are wrong: which of them the connection survives, and what they are answered with.</summary>
public sealed class BadFramesTests
{
    [Theory]
    [InlineData("{\"jsonrpc\":")]
    [InlineData("hello")]
    [InlineData("{'jsonrpc':'2.0'}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"} trailing")]
    public async Task A_body_that_is_not_JSON_is_answered_with_id_null(string body)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of(body));
        Assert.Equal(-32700, ErrorOf(await server.ResponseToAsync(null)).Code);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task A_body_that_is_not_UTF_8_is_refused_and_the_connection_goes_on()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of([.. "{\"jsonrpc\":\"2.0\",\"id\":60,\"method\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]));
        // Not JSON to one reader, and a method that is no string to another.
        Assert.Contains(ErrorOf(await server.NextResponseAsync()).Code, (int[])[-32700, -32600]);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_survived_before_initialize_too()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        await server.SendRawAsync(Frame.Of("{"));
        Assert.Equal(-32700, ErrorOf(await server.ResponseToAsync(null)).Code);
        await server.InitializeAsync();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"a/b"},{"jsonrpc":"2.0","method":"exit"}]""")]
    public async Task A_batch_is_an_invalid_request_and_nothing_in_it_is_done(string body)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of(body));
        Assert.Equal(-32600, ErrorOf(await server.NextResponseAsync()).Code);
        await server.AssertServesAsync();
    }

    [Theory]
    [InlineData("42")]
    [InlineData("\"shutdown\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"jsonrpc":"2.0"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":5}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"shutdown"}""")]
    public async Task A_message_that_is_no_request_is_invalid_and_the_connection_goes_on(string body)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of(body));
        Assert.Equal(-32600, ErrorOf(await server.NextResponseAsync()).Code);
        await server.AssertServesAsync();
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":4711,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}""")]
    public async Task An_answer_to_nothing_is_survived(string body)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of(body));
        await server.AssertServesAsync();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[5]")]
    [InlineData("{}")]
    [InlineData("""{"profileName":5}""")]
    [InlineData("""{"profileName":null}""")]
    [InlineData("""{"profileName":{"name":"base"}}""")]
    [InlineData("""{"profileName":"base","options":"x"}""")]
    [InlineData("""{"profileName":"base","options":{"callStsOnInvalidIamCredential":"yes"}}""")]
    [InlineData("""{"profileName":"base","options":{"permissionSet":"x"}}""")]
    public async Task Params_of_a_wrong_type_are_invalid(string parameters)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        string body = $$"""{"jsonrpc":"2.0","id":50,"method":"{{GetIamCredential}}","params":{{parameters}}}""";
        await server.SendRawAsync(Frame.Of(body));
        Assert.Equal(-32602, ErrorOf(await server.ResponseToAsync(50)).Code);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Params_that_are_neither_object_nor_array_are_invalid()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        int id = 50;
        foreach (string parameters in (string[])["\"text\"", "5", "-0.5e3", "true", "false"])
        {
            await server.SendRawAsync(Frame.Of($$"""{"jsonrpc":"2.0","id":{{++id}},"method":"{{GetIamCredential}}","params":{{parameters}}}"""));
            Assert.Equal(-32602, ErrorOf(await server.ResponseToAsync(id)).Code);
        }

        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","id":"of text","method":"no/suchMethod","params":5}"""));
        Assert.Equal(-32602, ErrorOf(await server.ResponseToAsync("of text")).Code);
    }

    [Fact]
    public async Task A_malformed_notification_is_not_answered()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"no/suchMethod","params":5}"""));
        await server.SendRawAsync(Frame.Of($$"""{"jsonrpc":"2.0","method":"no/suchMethod","params":{{Nested(100)}}}"""));
        await server.AssertServesAsync();
        Assert.DoesNotContain(server.Received, message => message.ContainsKey("id") && message["id"] is null);
    }

    [Fact]
    public async Task A_request_nested_deeper_than_it_can_be_read_is_refused_under_its_id()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        int id = 70;
        foreach (int depth in (int[])[65, 1000, 1_000_000])
        {
            await server.SendRawAsync(Frame.Of($$"""{"jsonrpc":"2.0","id":{{++id}},"method":"{{GetIamCredential}}","params":{"more":{{Nested(depth)}}, "profileName":"base" } }"""));
            RpcError error = ErrorOf(await server.ResponseToAsync(id));
            Assert.Equal(-32600, error.Code);
            Assert.Contains("nested", error.Message, StringComparison.Ordinal);
        }

        await server.AssertServesAsync();
    }

    [Fact]
    public async Task A_second_request_of_an_id_that_is_in_use_is_refused_and_the_first_one_goes_on()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        TaskCompletionSource gate = new();
        stage.Aws.Enqueue("AssumeRole", LocalAws.Fault.Hold(gate.Task));
        ServerProcess server = await stage.ConnectAsync();
        JsonObject request = Frame.Request(80, GetIamCredential, CredentialParams("demo"));
        await server.SendAsync(request);
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);

        await server.SendAsync(request);
        await server.SendAsync(Frame.Request(80, "shutdown"));

        Assert.Equal(-32600, ErrorOf(await server.ResponseToAsync(80)).Code);
        Assert.Equal(-32600, ErrorOf(await server.ResponseToAsync(80)).Code);
        gate.SetResult();
        Assert.NotNull(CredentialsOf(ResultOf(await server.ResponseToAsync(80)).AsObject()));
        await server.SendAsync(request);
        ResultOf(await server.ResponseToAsync(80));
    }

    [Fact]
    public async Task A_cancellation_with_an_id_is_an_unknown_request()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal(-32601, ErrorOf(await server.RequestAsync("$/cancelRequest", new JsonObject { ["id"] = 1 })).Code);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Params_that_are_missing_are_invalid()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal(-32602, ErrorOf(await server.RequestAsync(GetIamCredential)).Code);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task An_invalidate_with_an_id_of_a_wrong_type_is_invalid()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal(-32602, ErrorOf(await server.RequestAsync(InvalidateStsCredential, new JsonObject { ["iamCredentialId"] = 5 })).Code);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task A_cancellation_without_a_usable_id_is_ignored()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":"x"}"""));
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{}}}"""));
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"\ud800"}}"""));
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1e99}}"""));
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":[]}"""));
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"$/cancelRequest"}"""));
        await server.AssertServesAsync();
        Assert.DoesNotContain(server.Received, message => message.ContainsKey("id") && message["id"] is null);
        Assert.DoesNotContain("unexpectedly", server.StandardError, StringComparison.Ordinal);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    [Theory]
    [InlineData("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}")]
    [InlineData("\r\n{}")]
    [InlineData("Content-Length: -5\r\n\r\n{}")]
    [InlineData("Content-Length: 67108865\r\n\r\n{}")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n{}")]
    [InlineData("Content-Length: five\r\n\r\n{}")]
    [InlineData("Content-Length: \r\n\r\n{}")]
    public async Task A_header_without_a_usable_length_ends_the_process_with_a_line_on_stderr(string bytes)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        await server.SendRawAsync(Encoding.ASCII.GetBytes(bytes));
        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.False(string.IsNullOrWhiteSpace(server.StandardError));
        Assert.DoesNotContain("   at ", server.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_without_a_usable_length_ends_a_session_too()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync("error");
        await server.SendRawAsync("Content-Length: -1\r\n\r\n"u8.ToArray());
        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Single(server.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
