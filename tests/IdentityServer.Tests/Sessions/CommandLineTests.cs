using System.Globalization;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Sessions;

/// <summary>What the executable does with its arguments.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public async Task Version_is_printed_and_the_process_ends_well(string argument)
    {
        CommandLineRun run = await CommandLineRun.RunAsync([], argument);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\d+\.\d+\.\d+", run.Output);
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_names_the_options_and_the_process_ends_well(string argument)
    {
        CommandLineRun run = await CommandLineRun.RunAsync([], argument);
        Assert.Equal(0, run.ExitCode);
        foreach (string option in (string[])["--stdio", "--clientProcessId", "--set-credentials-encryption-key", "--version", "--help"])
        {
            Assert.Contains(option, run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--node-ipc")]
    [InlineData("--socket=6009")]
    [InlineData("--pipe=/tmp/some.pipe")]
    public async Task A_transport_that_is_not_there_is_named_on_stderr(string argument)
    {
        CommandLineRun run = await CommandLineRun.RunAsync([], argument);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(argument.Split('=')[0], run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transport_that_is_not_there_counts_beside_one_that_is()
    {
        CommandLineRun run = await CommandLineRun.RunAsync([], "--stdio", "--node-ipc");
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData]
    [InlineData("--stdio")]
    public async Task Stdio_is_the_transport_named_or_not(params string[] arguments)
    {
        await using Stage stage = await Stage.OpenAsync();
        await stage.Spawn(arguments).InitializeAsync();
    }

    [Fact]
    public async Task ClientProcessId_is_accepted()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn("--stdio", string.Create(CultureInfo.InvariantCulture, $"--clientProcessId={Environment.ProcessId}"));
        await server.InitializeAsync();
        await server.AssertServesAsync();
    }
}
