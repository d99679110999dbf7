using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Input that was found to hurt, once.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public async Task An_id_that_is_no_valid_text_is_refused_and_the_connection_goes_on()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        ServerProcess server = await stage.ConnectAsync();

        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","id":"\ud800","method":"x"}"""));

        JsonObject answer = await server.NextResponseAsync();
        Assert.Equal(-32600, ErrorOf(answer).Code);
        Assert.Null(answer["id"]);
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task An_initialize_without_params_may_be_sent_again()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        ServerProcess server = stage.Spawn("--stdio");
        await server.SendRawAsync(Frame.Of("""{"jsonrpc":"2.0","id":90,"method":"initialize"}"""));
        Assert.Equal(-32602, ErrorOf(await server.ResponseToAsync(90)).Code);

        await server.InitializeAsync(null);

        await server.AssertServesAsync();
    }

    [Fact]
    public async Task The_password_of_an_endpoint_is_in_no_message()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Environment["AWS_ENDPOINT_URL_STS"] = "http://user:hunter2@127.0.0.1:9/";
        ServerProcess server = await stage.ConnectAsync("debug");

        RpcError error = await server.GetErrorAsync("demo");

        Assert.Contains("127.0.0.1:9", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", server.StandardOutput + server.StandardError, StringComparison.Ordinal);
    }
}
