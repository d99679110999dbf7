using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>How much the server says, and where.</summary>
public sealed class LoggingTests
{
    // The message types of LSP: 1 error, 2 warning, 3 info, 4 log, 5 debug.
    [Theory]
    [InlineData("error", 1)]
    [InlineData("warn", 2)]
    [InlineData("info", 3)]
    [InlineData("log", 4)]
    [InlineData("debug", 5)]
    [InlineData(null, 4)]
    public async Task Nothing_is_logged_beyond_the_level_that_was_asked_for(string? level, int most)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await TalkAsync(stage, level);
        Assert.All(LogTypes(server), type => Assert.InRange(type, 1, most));
    }

    [Fact]
    public async Task At_debug_there_is_something_to_read()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        Assert.NotEmpty(LogTypes(await TalkAsync(stage, "debug")));
    }

    [Fact]
    public async Task At_error_a_session_without_errors_is_silent_on_both_ways()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync("error");
        await server.GetAsync("demo");
        await server.ShutdownAsync();
        await server.NotifyAsync("exit");
        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.Empty(LogTypes(server));
        Assert.Equal("", server.StandardError);
    }

    [Fact]
    public async Task Each_level_says_at_least_as_much_as_the_one_above_it()
    {
        int before = -1;
        foreach (string level in (string[])["error", "warn", "info", "log", "debug"])
        {
            await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
            int lines = LogTypes(await TalkAsync(stage, level)).Count;
            Assert.True(lines >= before, $"{level} said {lines} lines, the level above it {before}.");
            before = lines;
        }
    }

    [Fact]
    public async Task What_a_credential_process_says_on_stderr_is_not_in_the_answer()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The process of this test is a POSIX one.");
            return;
        }

        await using Stage stage = await Stage.OpenAsync("[profile process]\ncredential_process = sh -c 'echo a-complaint-for-the-log >&2; exit 3'\n");
        RpcError error = await (await stage.ConnectAsync()).GetErrorAsync("process");
        Assert.DoesNotContain("a-complaint-for-the-log", error.Message, StringComparison.Ordinal);
    }

    // A session with a success, a failure and a parse error in it, from beginning to end.
    private static async Task<ServerProcess> TalkAsync(Stage stage, string? level)
    {
        ServerProcess server = await stage.ConnectAsync(level);
        await server.GetAsync("demo");
        await server.GetErrorAsync("nobody");
        await server.SendRawAsync(Frame.Of("{"));
        await server.ResponseToAsync(null);
        await server.ShutdownAsync();
        await server.NotifyAsync("exit");
        Assert.Equal(0, await server.ExitCodeAsync());
        return server;
    }

    private static List<int> LogTypes(ServerProcess server)
    {
        List<int> types = [];
        foreach (JsonObject message in server.Received.Where(message => (string?)message["method"] == "window/logMessage"))
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)message["params"]!["message"]), message.ToJsonString());
            types.Add((int)message["params"]!["type"]!);
        }

        return types;
    }
}
