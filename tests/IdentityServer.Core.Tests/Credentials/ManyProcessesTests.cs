using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Hundreds of commands at once, on the real clock.</summary>
public sealed class ManyProcessesTests
{
    [Fact(Timeout = 120_000)]
    public async Task Each_of_300_commands_at_once_has_its_output_read_whole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is written for sh.");
        using var shell = new ShellCommand(TimeProvider.System);

        ShellResult[] results = await Task.WhenAll(Enumerable.Range(0, 300).Select(number =>
            Task.Run(() => shell.RunAsync(new Secret($"echo {number}"), TestContext.Current.CancellationToken))));

        Assert.Equal(
            Enumerable.Range(0, 300).Select(number => $"Exited {number}"),
            results.Select(result => $"{result.End} {System.Text.Encoding.UTF8.GetString(result.Output.Span).TrimEnd()}"));
    }
}
