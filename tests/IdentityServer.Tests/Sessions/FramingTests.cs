using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Good frames in every cut and spelling that a pipe and a client may give them.</summary>
public sealed class FramingTests
{
    [Fact]
    public async Task A_frame_may_come_byte_by_byte()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        foreach (byte one in Frame.Of(Frame.Request(1, "initialize", InitializeParams()))) await server.SendRawAsync((byte[])[one]);
        ResultOf(await server.ResponseToAsync(1));
    }

    [Fact]
    public async Task Frames_may_come_glued_together_and_cut_anywhere()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = stage.Spawn();
        byte[] bytes =
        [
            .. Frame.Of(Frame.Request(1, "initialize", InitializeParams())),
            .. Frame.Of(Frame.Notification("initialized", new JsonObject())),
            .. Frame.Of(Frame.Request(2, GetIamCredential, CredentialParams("base"))),
            .. Frame.Of(Frame.Request(3, "no/suchMethod")),
        ];
        int cut = bytes.Length - 30;
        await server.SendRawAsync(bytes.AsMemory(0, cut));
        ResultOf(await server.ResponseToAsync(1));
        ResultOf(await server.ResponseToAsync(2));
        await server.SendRawAsync(bytes.AsMemory(cut));
        Assert.Equal(-32601, ErrorOf(await server.ResponseToAsync(3)).Code);
    }

    [Theory]
    [InlineData("Content-Length: {0}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n")]
    [InlineData("Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: {0}\r\n\r\n")]
    [InlineData("content-length: {0}\r\n\r\n")]
    [InlineData("Content-Length:{0}\r\n\r\n")]
    public async Task The_header_may_be_spelled_as_the_protocol_allows(string header)
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        byte[] body = Encoding.UTF8.GetBytes(Frame.Request(1, "initialize", InitializeParams()).ToJsonString());
        byte[] head = Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, header, body.Length));
        await server.SendRawAsync((byte[])[.. head, .. body]);
        ResultOf(await server.ResponseToAsync(1));
    }

    [Theory]
    [InlineData("prøfil-名前-😀")]
    [InlineData("pr\\u00f8fil-\\u540d\\u524d-\\ud83d\\ude00")]
    public async Task A_length_counts_bytes_and_a_name_may_be_of_any_script(string spelling)
    {
        await using Stage stage = await Stage.OpenAsync("[profile prøfil-名前-😀]\naws_access_key_id = AKIAUNICODE\naws_secret_access_key = x\n");
        ServerProcess server = await stage.ConnectAsync();
        string body = $$$"""{"jsonrpc":"2.0","id":9,"method":"{{{GetIamCredential}}}","params":{"profileName":"{{{spelling}}}"}}""";
        await server.SendRawAsync(Frame.Of(body));
        Assert.Equal("AKIAUNICODE", AccessKeyOf(ResultOf(await server.ResponseToAsync(9)).AsObject()));
    }

    [Fact]
    public async Task An_error_message_in_any_script_is_framed_by_its_bytes()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        RpcError error = (await server.GetErrorAsync("nö-sûch-名前-😀")).Is("E_PROFILE_NOT_FOUND");
        Assert.Contains("nö-sûch-名前-😀", error.Message, StringComparison.Ordinal);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task A_frame_of_some_mebibytes_is_no_trouble()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.NotifyAsync("no/suchNotification", new JsonObject { ["text"] = new string('x', 4 * 1024 * 1024) });
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task JSON_may_be_spaced_over_lines()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync(Frame.Of("\n {\r\n\t\"method\" : \"no/suchMethod\" ,\n \"id\" : 12,\n \"jsonrpc\" : \"2.0\"\n}\n "));
        Assert.Equal(-32601, ErrorOf(await server.ResponseToAsync(12)).Code);
    }
}
