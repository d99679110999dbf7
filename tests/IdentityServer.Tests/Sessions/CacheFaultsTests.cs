using System.Diagnostics;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>A cache that cannot be used as it should: the credential is still resolved, nobody is asked twice, and nothing else is touched.</summary>
public sealed class CacheFaultsTests
{
    [Fact]
    public async Task On_a_full_disk_the_session_is_handed_out_and_kept_in_memory()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The limit on the length of files that stands for a full disk is Unix's.");
        await using Stage stage = await OpenMfaAsync();
        // What every write beyond the limit gets is the error of a disk that takes no more. The .NET runtime of the managed build maps its code through a file.
        stage.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        ServerProcess server = stage.SpawnUnder("trap '' XFSZ; ulimit -f 0");
        await server.InitializeAsync();

        await AssertOnePromptAsync(stage, server);

        Assert.Empty(stage.Home.CacheFiles());
        Assert.Contains(server.Received, IsWarningAbout("cannot be kept"));
    }

    [Fact]
    public async Task With_a_file_in_the_folders_place_the_session_is_handed_out_and_kept_in_memory()
    {
        await using Stage stage = await OpenMfaAsync();
        stage.Home.Write(".aws/cli/cache", "no folder");
        ServerProcess server = await stage.ConnectAsync();

        await AssertOnePromptAsync(stage, server);

        Assert.Equal("no folder", await File.ReadAllTextAsync(stage.Home.CacheFolder, TestContext.Current.CancellationToken));
        Assert.Contains(server.Received, IsWarningAbout("cannot be kept"));
    }

    [Fact]
    public async Task With_a_folder_in_the_entrys_place_the_session_is_handed_out_and_kept_in_memory()
    {
        await using Stage stage = await OpenMfaAsync();
        string inside = stage.Home.Write($".aws/cli/cache/{Profiles.DemoMfaCacheKey}.json/inside", "of somebody else");
        ServerProcess server = await stage.ConnectAsync();

        await AssertOnePromptAsync(stage, server);

        Assert.Equal("of somebody else", await File.ReadAllTextAsync(inside, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Links_in_the_folder_lead_nowhere()
    {
        await using Stage stage = await OpenMfaAsync();
        string entry = stage.Home.Write("elsewhere/entry", "not to be touched");
        string lockTarget = stage.Home.Path("elsewhere/lock");
        Directory.CreateDirectory(stage.Home.CacheFolder);
        File.CreateSymbolicLink(stage.Home.CacheEntryPath(Profiles.DemoMfaCacheKey), entry);
        File.CreateSymbolicLink(Path.Combine(stage.Home.CacheFolder, $".{Profiles.DemoMfaCacheKey}.lock"), lockTarget);
        ServerProcess server = await stage.ConnectAsync();

        await AssertOnePromptAsync(stage, server);

        Assert.Equal("not to be touched", await File.ReadAllTextAsync(entry, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(lockTarget));
        Assert.Null(new FileInfo(stage.Home.CacheEntryPath(Profiles.DemoMfaCacheKey)).LinkTarget);
    }

    [Fact]
    public async Task Pipes_in_the_folder_block_nobody()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Named pipes in folders are Unix's.");
        await using Stage stage = await OpenMfaAsync();
        Directory.CreateDirectory(stage.Home.CacheFolder);
        await MakePipeAsync(stage.Home.CacheEntryPath(Profiles.DemoMfaCacheKey));
        await MakePipeAsync(Path.Combine(stage.Home.CacheFolder, $".{Profiles.DemoMfaCacheKey}.lock"));
        ServerProcess server = await stage.ConnectAsync();

        await AssertOnePromptAsync(stage, server);
    }

    private static async Task<Stage> OpenMfaAsync()
    {
        Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        return stage;
    }

    private static async Task AssertOnePromptAsync(Stage stage, ServerProcess server)
    {
        MfaPrompts prompts = new(server, ClientReply.MfaCode(Profiles.MfaCode), ClientReply.MfaCode(Profiles.MfaCode));
        JsonObject first = await server.GetAsync("mfa");
        JsonObject second = await server.GetAsync("mfa");

        Assert.Equal(AccessKeyOf(first), AccessKeyOf(second));
        Assert.Single(prompts.Prompts);
        Assert.Equal(1, stage.AssumeRoleCalls);

        ResultOf(await server.InvalidateAsync(new string('0', 40))); // It serves on.
    }

    private static async Task MakePipeAsync(string path)
    {
        using var mkfifo = Process.Start("mkfifo", path);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, mkfifo.ExitCode);
    }

    private static Predicate<JsonObject> IsWarningAbout(string text) => message =>
        (string?)message["method"] == "window/logMessage" && (int)message["params"]!["type"]! == 2 && ((string)message["params"]!["message"]!).Contains(text, StringComparison.Ordinal);
}
