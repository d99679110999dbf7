using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace IdentityServer.Client.Rpc;

/// <summary>The server's process: started, listened to on stderr, and ended.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly TimeProvider time;
    private readonly Task errorPump;
    private readonly Lazy<Task<int>> end;
    private string? lastErrorLine;

    private ServerProcess(Process process, string path, IdentityServerClientOptions options)
    {
        this.process = process;
        Path = path;
        time = options.Time;
        end = new Lazy<Task<int>>(EndOnceAsync);
        errorPump = Task.Run(() => PumpErrorsAsync(options.ServerErrorLine));
    }

    public string Path { get; }

    public Stream Input => process.StandardInput.BaseStream;

    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Starts the server and, with a key, writes the line that comes before the protocol.</summary>
    /// <exception cref="IdentityServerException">It cannot be started, or ended at once.</exception>
    public static async Task<ServerProcess> StartAsync(IdentityServerClientOptions options, byte[]? key, CancellationToken cancellationToken)
    {
        string path = options.ServerPath ?? ServerExecutable.Find(AppContext.BaseDirectory);
        var server = new ServerProcess(Spawn(path, options, key), path, options);
        if (key is null)
            return server;
        try
        {
            string line = $$"""{"version":"1.0","mode":"JWT","key":"{{Convert.ToBase64String(key)}}"}""" + "\n";
            await server.Input.WriteAsync(Encoding.ASCII.GetBytes(line), cancellationToken);
            await server.Input.FlushAsync(cancellationToken);
            return server;
        }
        catch (Exception ex) when (ex is IOException or OperationCanceledException)
        {
            string end = await server.DescribeEndAsync();
            server.Dispose();
            throw ex is OperationCanceledException ? ex : new IdentityServerException($"The server is gone: {end}", innerException: ex);
        }
    }

    /// <summary>Says how the process ended, for a message: its exit code, and the last thing it had to say.</summary>
    public async Task<string> DescribeEndAsync()
    {
        int exitCode = await EndAsync();
        return $"{Path} ended with exit code {exitCode}{(lastErrorLine is null ? "" : $", and said: {lastErrorLine}")}";
    }

    /// <summary>Waits for the end of the process, which it kills if it has to, and gives its exit code.</summary>
    public Task<int> EndAsync() => end.Value;

    public void Dispose() => process.Dispose();

    private async Task<int> EndOnceAsync()
    {
        CloseInput();
        try
        {
            await process.WaitForExitAsync().WaitAsync(ExitLimit, time);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        // A grandchild can keep stderr open; its lines are not worth a wait.
        await errorPump.WaitAsync(ExitLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.ExitCode;
    }

    private static Process Spawn(string path, IdentityServerClientOptions options, byte[]? key)
    {
        var start = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("--stdio");
        start.ArgumentList.Add($"--clientProcessId={Environment.ProcessId}");
        if (key is not null)
            start.ArgumentList.Add("--set-credentials-encryption-key");
        if (options.Environment is not null)
        {
            start.Environment.Clear();
            foreach ((string name, string value) in options.Environment)
                start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception ex)
        {
            // The system's own message names the working directory, which is not the matter.
            string why = File.Exists(path) ? "it is no program for this system, or may not be run" : "there is no such file";
            throw new IdentityServerException($"The server {path} cannot be started: {why}. Build it, or name another one.", innerException: ex);
        }
    }

    // An orderly server has ended by now; for any other, the end of stdin is the next best thing to say.
    private void CloseInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Gone already.
        }
    }

    private async Task PumpErrorsAsync(Action<string>? line)
    {
        while (await process.StandardError.ReadLineAsync() is { } text)
        {
            if (text.Length > 0)
                lastErrorLine = text;
            line?.Invoke(text);
        }
    }
}
