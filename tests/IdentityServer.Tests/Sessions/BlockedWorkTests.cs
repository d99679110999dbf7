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
