using System.Diagnostics;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Sessions;

/// <summary>A process whose streams or folder are not what a process expects ends with a code of its own, and without a stack trace.</summary>
public sealed class BrokenStreamsTests
{
    [Theory]
    [InlineData("--version >/dev/full", 1)]
    [InlineData("--version >&-", 1)]
    [InlineData("--help >/dev/full 2>&-", 1)]
    [InlineData("--nonsense 2>/dev/full", 2)]
    [InlineData("--nonsense 2>&-", 2)]
    [InlineData("--stdio </dev/null >&-", 1)]
    [InlineData("--stdio </dev/null 2>&-", 1)]
    [InlineData("--stdio </", 1)]
    [InlineData("--set-credentials-encryption-key </dev/null 2>&-", 10)]
    public async Task The_process_ends_with_its_code_and_no_stack(string arguments, int code)
    {
        (int exitCode, string error) = await RunAsync($"\"$0\" {arguments}");

        Assert.Equal(code, exitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("nhandled", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--stdio <&-")]
    [InlineData("--set-credentials-encryption-key <&-")]
    public async Task Without_a_stdin_the_process_ends(string arguments)
    {
        Assert.SkipUnless(ServerExecutable.IsGiven, "The managed runtime puts a file of its own in the place of a stdin that is closed.");

        (int exitCode, string error) = await RunAsync($"\"$0\" {arguments}");

        Assert.Equal(1, exitCode);
        Assert.Equal("identity-server: ended, for the system says: Bad file descriptor.\n", error);
    }

    [Fact]
    public async Task What_the_system_says_is_said()
    {
        (_, string error) = await RunAsync("\"$0\" --version >/dev/full");

        Assert.Equal("identity-server: ended, for the system says: No space left on device.\n", error);
    }

    [Fact]
    public async Task A_folder_that_was_removed_under_a_relative_path_is_told_to_the_client_and_ends_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the folder that a process stands in.");
        await using Stage stage = await Stage.OpenAsync();
        stage.Environment["AWS_CONFIG_FILE"] = "relative/config";
        ServerProcess server = stage.SpawnIn("mkdir gone; cd gone; rmdir ../gone; exec \"$0\" --stdio");
        await server.InitializeAsync("error");

        RpcError error = await server.GetErrorAsync("base");

        Assert.Equal("E_CANNOT_READ_SHARED_CONFIG", error.AwsErrorCode);
        Assert.Contains("relative/config", error.Message, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The redirections of these tests are written for sh.");
        using TempHome home = new();
        using Process process = Process.Start(ServerExecutable.InShell(home, new Dictionary<string, string>(), script))!;
        string error = await Patience.WaitAsync(process.StandardError.ReadToEndAsync(), "the end of stderr");
        await Patience.WaitAsync(process.WaitForExitAsync(), "the end of the process");
        return (process.ExitCode, error);
    }
}
