using System.Diagnostics;

namespace IdentityServer.Tests.Client;

/// <summary>The built <c>identity-client</c>, run as a person would.</summary>
internal sealed class ClientProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task<string> error;

    private ClientProgram(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    public static ClientProgram Start(ClientWorld world, params string[] arguments)
    {
        ProcessStartInfo start = new(Find(), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach ((string name, string value) in world.Environment)
            start.Environment[name] = value;
        return new ClientProgram(Process.Start(start)!);
    }

    /// <summary>Runs the program to its end, with <paramref name="input"/> on stdin.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunWithInputAsync(ClientWorld world, string input, params string[] arguments)
    {
        using ClientProgram program = Start(world, arguments);
        await program.process.StandardInput.WriteAsync(input);
        program.process.StandardInput.Close();
        string output = await WaitAsync(program.process.StandardOutput.ReadToEndAsync());
        return (await program.ExitCodeAsync(), output, await program.error);
    }

    public static Task<(int ExitCode, string Output, string Error)> RunAsync(ClientWorld world, params string[] arguments) =>
        RunWithInputAsync(world, "", arguments);

    /// <summary>The next line on stdout that holds <paramref name="text"/>.</summary>
    public Task<string> LineWithAsync(string text) => WaitAsync(FindLineAsync(text));

    private async Task<string> FindLineAsync(string text)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"stdout ended without a line with \"{text}\". stderr: {await error}");
    }

    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static Task<T> WaitAsync<T>(Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    // tests/IdentityServer.Tests/bin/CONFIGURATION/FRAMEWORK -> src/IdentityServer.Client/bin/CONFIGURATION/FRAMEWORK.
    private static string Find()
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        string name = OperatingSystem.IsWindows() ? "identity-client.exe" : "identity-client";
        return Path.Combine(root, "src", "IdentityServer.Client", "bin", framework.Parent.Name, framework.Name, name);
    }
}
