using System.Diagnostics;
using IdentityServer.Core.Credentials;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Tests.SharedConfig;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Processes in a folder of their own, run by the real shell on a clock that stands still.</summary>
internal sealed class ProcessBench : IDisposable
{
    public const string Account = "123456789012";
    public const string Keys = """{"Version":1,"AccessKeyId":"AKIA1","SecretAccessKey":"s+/1"}""";

    private readonly string folder = Directory.CreateTempSubdirectory("process-").FullName;

    public ProcessBench()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands of these tests are written for sh.");
        Shell = new ShellCommand(Time);
        Processes = new ProcessCredentials(Shell, Time, Log);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 1, 0, TimeSpan.Zero));

    public ListLogger<ProcessCredentials> Log { get; } = new();

    public ShellCommand Shell { get; }

    public ProcessCredentials Processes { get; }

    public int Runs => File.Exists(PathOf("runs")) ? File.ReadAllLines(PathOf("runs")).Length : 0;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string PathOf(string name) => Path.Combine(folder, name);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(PathOf(name), bytes);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>A command that counts its runs and then does the rest.</summary>
    public string Counted(string rest) => $"echo run >> '{PathOf("runs")}'; {rest}";

    public Task<AwsCredentials> GetAsync(string command, CancellationToken? cancellationToken = null) =>
        Processes.GetAsync(new ProcessSource("dev", new SourceLocation("/home/me/.aws/config", 7), new Secret(command), Account), cancellationToken ?? Ct);

    public async Task<IdentityException> FailsAsync(string command) => await Assert.ThrowsAsync<IdentityException>(() => GetAsync(command));

    /// <summary>A pipe through which the command and the test tell each other how far they are.</summary>
    public string MakePipe(string name)
    {
        using var mkfifo = Process.Start("mkfifo", PathOf(name));
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
        return PathOf(name);
    }

    public static Task<string> ReadPipeAsync(string pipe) => Task.Run(() => File.ReadAllText(pipe), Ct);

    public static Task WritePipeAsync(string pipe, string text) => Task.Run(() => File.WriteAllText(pipe, text), Ct);

    public void Dispose()
    {
        Shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
