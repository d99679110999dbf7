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

    // JSON-RPC makes params an object or an array, so that these are no request either.
    [Theory]
    [InlineData("\"text\"")]
    [InlineData("5")]
    public async Task Params_that_JSON_RPC_does_not_know_are_refused(string parameters)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of($$"""{"jsonrpc":"2.0","id":50,"method":"{{GetIamCredential}}","params":{{parameters}}}"""));
        Assert.Contains(ErrorOf(await server.NextResponseAsync()).Code, (int[])[-32600, -32602]);
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
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","method":"$/cancelRequest"}"""));
        await server.AssertServesAsync();
    }

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
