using System.Net.Sockets;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Tests.SharedConfig;

namespace IdentityServer.Core.Tests.Files;

/// <summary>What stands in the place of a shared-config file is never waited for, and never read without end.</summary>
public sealed class ConfigFileTests : IDisposable
{
    // In milliseconds; a pipe that is waited for would hold the test up for ever.
    private const int Patience = 30_000;

    private readonly TempConfig files = new();

    public void Dispose() => files.Dispose();

    [Fact(Timeout = Patience)]
    public async Task A_pipe_is_refused()
    {
        SpecialFile.CreatePipe(files.Locations.ConfigFile);

        await AssertUnreadableAsync("not a regular file", "Put the file itself in its place", "AWS_CONFIG_FILE");
    }

    [Fact(Timeout = Patience)]
    public async Task A_pipe_that_somebody_writes_to_is_refused()
    {
        SpecialFile.CreatePipe(files.Locations.ConfigFile);
        using var writer = new FileStream(files.Locations.ConfigFile, FileMode.Open, FileAccess.ReadWrite);
        writer.Write("[default]\n"u8);
        writer.Flush();

        await AssertUnreadableAsync("not a regular file");
    }

    [Fact(Timeout = Patience)]
    public async Task A_socket_is_refused()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("A socket is another thing on Windows.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(files.Locations.ConfigFile));

        await AssertUnreadableAsync("not a regular file");
    }

    [Fact(Timeout = Patience)]
    public async Task A_device_without_end_is_refused()
    {
        SpecialFile.LinkDevice(files.Locations.ConfigFile, "/dev/zero");

        await AssertUnreadableAsync("larger than 64 MiB");
    }

    [Fact(Timeout = Patience)]
    public async Task A_file_of_no_sensible_length_is_refused()
    {
        using (FileStream hole = File.Create(files.Locations.ConfigFile))
            hole.SetLength(4L << 30);

        await AssertUnreadableAsync("larger than 64 MiB");
    }

    [Fact(Timeout = Patience)]
    public async Task The_device_that_is_always_empty_is_an_empty_file()
    {
        SpecialFile.LinkDevice(files.Locations.ConfigFile, "/dev/null");

        Assert.Empty((await SnapshotAsync()).Profiles);
    }

    [Fact(Timeout = Patience)]
    public async Task A_file_longer_than_the_first_reading_is_read_whole()
    {
        files.WriteConfig(string.Concat(Enumerable.Range(0, 20_000).Select(number => $"[profile p{number}]\nregion = eu-west-1\n")));

        Assert.Equal(20_000, (await SnapshotAsync()).Profiles.Count);
    }

    private Task<ConfigSnapshot> SnapshotAsync() => Task.Run(() => files.Store().GetSnapshot(), TestContext.Current.CancellationToken);

    private async Task AssertUnreadableAsync(params string[] texts)
    {
        IdentityException exception = await Assert.ThrowsAsync<IdentityException>(SnapshotAsync);
        Assert.Equal(IdentityErrorCode.CannotReadSharedConfig, exception.Code);
        Assert.All(texts.Append(files.Locations.ConfigFile), text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
    }
}
