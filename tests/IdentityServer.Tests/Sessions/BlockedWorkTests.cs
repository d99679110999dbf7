using System.Text;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Requests that keep their threads busy hold up neither the end nor a cancellation.</summary>
public sealed class BlockedWorkTests
{
    // Finding the names that are close to a missing one takes a while among so many.
    private const int Profiles = 60_000;
    private const int Requests = 60;

    [Fact]
    public async Task Exit_ends_the_process_while_every_thread_works()
    {
        await using Stage stage = await OpenBusyStageAsync();
        ServerProcess server = await stage.ConnectAsync("error");

        await server.SendRawAsync((byte[])[.. SlowRequests(), .. Frame.Of(Frame.Notification("exit"))]);

        Assert.Equal(1, await server.ExitCodeWithinAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task The_end_of_stdin_ends_the_process_while_every_thread_works()
    {
        await using Stage stage = await OpenBusyStageAsync();
        ServerProcess server = await stage.ConnectAsync("error");

        await server.SendRawAsync(SlowRequests());
        server.CloseInput();

        Assert.Equal(1, await server.ExitCodeWithinAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task The_end_of_the_clients_process_ends_the_process_while_every_thread_works()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a thread of the pool looks whether the client is there.");
        await using Stage stage = await OpenBusyStageAsync();
        using var client = new Bystander();
        ServerProcess server = stage.Spawn("--stdio");
        ResultOf(await server.RequestAsync("initialize", InitializeParams("error", client.Id)));

        await server.SendRawAsync(SlowRequests());
        await client.EndAsync();

        Assert.Equal(1, await server.ExitCodeWithinAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Sixty_running_commands_hold_up_no_end_and_are_stopped()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "Whether a process is gone is seen in /proc, which this system has not.");
        await using Stage stage = await Stage.OpenAsync();
        stage.Home.WriteConfig(string.Concat(Enumerable.Range(0, Requests).Select(number =>
            $"[profile p{number}]\ncredential_process = echo $$ > {stage.Home.Path($"pid{number}")}.new; mv {stage.Home.Path($"pid{number}")}.new {stage.Home.Path($"pid{number}")}; sleep 1000; :\n")));
        ServerProcess server = await stage.ConnectAsync("error");
        for (int number = 0; number < Requests; number++)
            await server.BeginAsync(GetIamCredential, CredentialParams($"p{number}"));
        while (Enumerable.Range(0, Requests).Any(number => !File.Exists(stage.Home.Path($"pid{number}"))))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        string[] ids = [.. Enumerable.Range(0, Requests).Select(number => File.ReadAllText(stage.Home.Path($"pid{number}")).Trim())];

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await server.NotifyAsync("exit");

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed.TotalSeconds:F1} s.");
        // A killed process is gone in its own time.
        for (int tries = 0; tries < 100 && ids.Any(id => Directory.Exists($"/proc/{id}")); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.All(ids, id => Assert.False(Directory.Exists($"/proc/{id}")));
    }

    private static async Task<Stage> OpenBusyStageAsync()
    {
        var config = new StringBuilder();
        for (int number = 0; number < Profiles; number++)
            config.Append("[profile a-profile-with-a-name-of-some-length-").Append(number).Append("]\n");
        return await Stage.OpenAsync(config.ToString());
    }

    private static byte[] SlowRequests() =>
    [
        .. Enumerable.Range(0, Requests).SelectMany(number =>
            Frame.Of(Frame.Request(1000 + number, GetIamCredential, CredentialParams($"a-profile-with-a-name-of-some-lenght-{number}-x")))),
    ];
}
