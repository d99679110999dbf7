using System.ComponentModel;
using System.Diagnostics;

namespace IdentityServer.Core.Credentials;

/// <summary>How a command came to its end.</summary>
public enum ShellEnd
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It ran longer than the limit and was stopped.</summary>
    TimedOut,

    /// <summary>It printed more than the limit and was stopped.</summary>
    TooMuchOutput,

    /// <summary>By itself, and something that it started keeps its output open: there may be more to come.</summary>
    OutputStaysOpen,

    /// <summary>The shell could not be started.</summary>
    CouldNotStart,
}

/// <summary>What a command left behind.</summary>
/// <param name="End">How it ended.</param>
/// <param name="ExitCode">Its exit code, where it ended by itself.</param>
/// <param name="Output">Its stdout.</param>
/// <param name="Errors">The beginning of its stderr.</param>
public sealed record ShellResult(ShellEnd End, int ExitCode, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Errors);

/// <summary>
/// Runs a command line with the shell: <c>sh -c</c>, on Windows <c>cmd.exe /C</c>. Its stdin is empty (the server's own stdin is the
/// protocol), its output and time are bounded, and it never outlives its request: it is stopped with all processes it started.
/// </summary>
public sealed class ShellCommand : IDisposable
{
    /// <summary>How long a command may run.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How much a command may print, in bytes.</summary>
    public const int MaximumOutput = 1024 * 1024;

    private const int MaximumErrors = 16 * 1024;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    private readonly TimeProvider time;
    private readonly HashSet<Process> running = [];

    /// <summary>Creates the runner.</summary>
    public ShellCommand(TimeProvider time)
    {
        this.time = time;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the command was stopped.</exception>
    public async Task<ShellResult> RunAsync(Secret command, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new ShellResult(ShellEnd.CouldNotStart, -1, default, default);
        }

        lock (running)
            running.Add(process);
        bool endedByItself = false;
        try
        {
            process.StandardInput.Close();
            ShellResult result = await FollowAsync(process, cancellationToken);
            endedByItself = result.End is ShellEnd.Exited or ShellEnd.OutputStaysOpen;
            if (result.End == ShellEnd.Exited)
            {
                // Read to their ends; else they would stay open until they are collected.
                process.StandardOutput.Dispose();
                process.StandardError.Dispose();
            }

            return result;
        }
        finally
        {
            // What a command that ended left running is no longer in its tree, and costs a look at all processes to find out.
            if (!endedByItself)
                ProcessTree.Kill([process]);
            // Only now: this process can end at any moment, and its last act is to stop what runs.
            lock (running)
                running.Remove(process);
        }
    }

    /// <summary>Stops every command that still runs.</summary>
    public void Dispose()
    {
        lock (running)
        {
            ProcessTree.Kill(running);
        }
    }

    private static ProcessStartInfo StartInfo(Secret command)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (OperatingSystem.IsWindows())
        {
            // cmd.exe parses its command line itself: /S strips just the outer quotes, and all between them stays as it is.
            start.FileName = "cmd.exe";
            start.Arguments = $"/S /C \"{command.Reveal()}\"";
        }
        else
        {
            start.FileName = "/bin/sh";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(command.Reveal());
        }

        return start;
    }

    private async Task<ShellResult> FollowAsync(Process process, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
        var output = new MemoryStream();
        var errors = new MemoryStream();
        try
        {
            Task<bool> outputEnds = CopyAsync(process.StandardOutput.BaseStream, output, MaximumOutput, Overflow.Stop, drained.Token);
            Task<bool> errorsEnd = CopyAsync(process.StandardError.BaseStream, errors, MaximumErrors, Overflow.Discard, drained.Token);
            Task exits = process.WaitForExitAsync(either.Token);
            if (await Task.WhenAny(outputEnds, exits) == outputEnds && !await outputEnds)
                return Result(ShellEnd.TooMuchOutput, -1);
            await exits;

            // What the shell left running on purpose (an agent, say) can hold the pipes open for ever. It is let be, and not waited for.
            using ITimer limit = time.CreateTimer(_ => drained.Cancel(), null, DrainLimit, Timeout.InfiniteTimeSpan);
            await ((Task)Task.WhenAll(outputEnds, errorsEnd)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            either.Token.ThrowIfCancellationRequested();
            return outputEnds.IsCompletedSuccessfully
                ? Result(await outputEnds ? ShellEnd.Exited : ShellEnd.TooMuchOutput, process.ExitCode)
                : Result(ShellEnd.OutputStaysOpen, process.ExitCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Result(ShellEnd.TimedOut, -1);
        }

        ShellResult Result(ShellEnd end, int exitCode) => new(end, exitCode, output.ToArray(), errors.ToArray());
    }

    private enum Overflow
    {
        Stop,
        Discard,
    }

    /// <summary>Copies up to <paramref name="limit"/> bytes; false where more came and that stops the copy.</summary>
    private static async Task<bool> CopyAsync(Stream from, MemoryStream to, int limit, Overflow overflow, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            // A pipe's read cannot be interrupted on every system: the wait for it can.
            int count = await from.ReadAsync(buffer, CancellationToken.None).AsTask().WaitAsync(cancellationToken);
            if (count == 0)
                return true;
            int fits = (int)Math.Min(count, limit - to.Length);
            to.Write(buffer, 0, fits);
            if (fits < count && overflow == Overflow.Stop)
                return false;
        }
    }
}
