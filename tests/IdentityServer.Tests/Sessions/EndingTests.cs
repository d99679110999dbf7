using System.Globalization;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Every way in which the process ends, with its exit code and in its time.</summary>
public sealed class EndingTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FiveSeconds = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Exit_after_shutdown_is_code_0()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.ShutdownAsync();
        await server.NotifyAsync("exit");
        Assert.Equal(0, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task Exit_without_shutdown_is_code_1()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.NotifyAsync("exit");
        Assert.Equal(1, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task Exit_is_obeyed_even_before_initialize()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        await server.NotifyAsync("exit");
        Assert.Equal(1, await server.ExitCodeAsync());
    }

    [Fact]
    public async Task Shutdown_and_exit_in_one_write_answer_the_shutdown_first()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync((byte[])[.. Frame.Of(Frame.Request(99, "shutdown")), .. Frame.Of(Frame.Notification("exit"))]);
        Assert.True((await server.ResponseToAsync(99)).ContainsKey("result"));
        Assert.Equal(0, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task The_end_of_stdin_before_initialize_is_code_1()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn();
        server.CloseInput();
        Assert.Equal(1, await server.ExitCodeAsync());
    }

    [Fact]
    public async Task The_end_of_stdin_without_shutdown_is_code_1()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        server.CloseInput();
        Assert.Equal(1, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task The_end_of_stdin_after_shutdown_is_code_0()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.ShutdownAsync();
        server.CloseInput();
        Assert.Equal(0, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task What_was_asked_together_with_the_end_of_stdin_is_answered()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        await server.GetAsync("demo"); // The first call of a managed build takes longer than there is time at the end.
        await server.SendRawAsync((byte[])
        [
            .. Enumerable.Range(101, 30).SelectMany(id => Frame.Of(Frame.Request(id, GetIamCredential, CredentialParams(id % 2 == 0 ? "base" : "demo")))),
            .. Frame.Of(Frame.Request(131, "shutdown")),
        ]);
        server.CloseInput();

        Assert.Equal(0, await server.ExitCodeWithinAsync(OneSecond));
        Assert.Equal(Enumerable.Range(101, 31), server.Received.Where(message => message.ContainsKey("result")).Select(message => (int)message["id"]!).Where(id => id > 100).Order());
    }

    [Fact]
    public async Task The_end_of_stdin_is_not_held_up_by_a_call_to_STS()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        TaskCompletionSource gate = new();
        stage.Aws.Enqueue("AssumeRole", LocalAws.Fault.Hold(gate.Task));
        ServerProcess server = await stage.ConnectAsync();
        await server.BeginAsync(GetIamCredential, CredentialParams("demo"));
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);
        server.CloseInput();
        Assert.Equal(1, await server.ExitCodeWithinAsync(OneSecond));
        gate.SetResult();
    }

    [Fact]
    public async Task The_end_of_stdin_is_not_held_up_by_a_prompt()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, new ClientReply.Never());
        await server.BeginAsync(GetIamCredential, CredentialParams("mfa"));
        await prompts.WaitForAsync(1);
        server.CloseInput();
        Assert.Equal(1, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task The_end_of_stdin_in_the_middle_of_a_frame_is_code_1()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        await server.SendRawAsync("Content-Length: 100\r\n\r\n{\"jsonrpc\""u8.ToArray());
        server.CloseInput();
        Assert.Equal(1, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task A_broken_output_pipe_ends_the_process_with_code_1()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync("error");
        await BreakOutputAsync(server, Frame.Request(98, "no/suchMethod"));
        Assert.Equal(1, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task A_broken_output_pipe_after_shutdown_ends_the_process_with_code_0()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync("error");
        await BreakOutputAsync(server, Frame.Request(98, "shutdown"));
        Assert.Equal(0, await server.ExitCodeWithinAsync(OneSecond));
    }

    [Fact]
    public async Task A_client_process_that_died_takes_the_server_with_it()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn("--stdio");
        using var client = new Bystander();
        ResultOf(await server.RequestAsync("initialize", InitializeParams(processId: client.Id)));
        await client.EndAsync();
        await server.ExitCodeWithinAsync(FiveSeconds);
    }

    [Fact]
    public async Task A_client_process_named_on_the_command_line_is_watched_too()
    {
        await using Stage stage = await Stage.OpenAsync();
        using var client = new Bystander();
        ServerProcess server = stage.Spawn("--stdio", string.Create(CultureInfo.InvariantCulture, $"--clientProcessId={client.Id}"));
        await server.InitializeAsync();
        await client.EndAsync();
        await server.ExitCodeWithinAsync(FiveSeconds);
    }

    [Fact]
    public async Task A_client_process_that_lives_keeps_the_server_alive()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn("--stdio");
        using var client = new Bystander();
        ResultOf(await server.RequestAsync("initialize", InitializeParams(processId: client.Id)));
        await server.AssertServesAsync();
        await client.EndAsync();
    }

    [Fact]
    public async Task A_client_process_that_is_gone_at_initialize_takes_the_server_with_it()
    {
        await using Stage stage = await Stage.OpenAsync();
        using var client = new Bystander();
        int id = client.Id;
        await client.EndAsync();
        ServerProcess server = stage.Spawn("--stdio");
        await server.SendAsync(Frame.Request(1, "initialize", InitializeParams(processId: id)));
        await server.ExitCodeWithinAsync(FiveSeconds);
    }

    // The pipe breaks for the server at its first write after the reader left.
    private static async Task BreakOutputAsync(ServerProcess server, JsonObject last)
    {
        server.CloseOutputAfterNextMessage();
        await server.SendAsync(last);
        await server.ResponseToAsync(98);
        await server.OutputClosedAsync();
        await server.SendAsync(Frame.Request(99, "no/suchMethod"));
    }
}
