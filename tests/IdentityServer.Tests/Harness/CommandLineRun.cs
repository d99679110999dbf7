using System.Diagnostics;

namespace IdentityServer.Tests.Harness;

/// <summary>One run of the executable that ends before the protocol starts: its exit code and all it printed.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error, TimeSpan Took)
{
    /// <summary>Runs it with these bytes on stdin, which stays open: the process has to end of itself.</summary>
    public static Task<CommandLineRun> RunAsync(byte[] input, params string[] arguments) => RunAsync(input, Input.StaysOpen, arguments);

    public static async Task<CommandLineRun> RunAsync(byte[] input, Input then, params string[] arguments)
    {
        using TempHome home = new();
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(ServerExecutable.StartInfo(home, new Dictionary<string, string>(), arguments))!;
        try
        {
            TextPump output = new(process.StandardOutput.BaseStream);
            TextPump error = new(process.StandardError.BaseStream);
            await FeedAsync(process, input, then);
            await Patience.WaitAsync(process.WaitForExitAsync(), $"the end of identity-server {string.Join(' ', arguments)}");
            TimeSpan took = watch.Elapsed;
            await Patience.WaitAsync(Task.WhenAll(output.Completion, error.Completion), "the end of its output");
            return new CommandLineRun(process.ExitCode, output.Text, error.Text, took);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task FeedAsync(Process process, byte[] input, Input then)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            await process.StandardInput.BaseStream.FlushAsync();
        }
        catch (IOException)
        {
            // It ended before it read; the exit code tells the rest.
        }

        if (then == Input.Ends) process.StandardInput.Close();
    }

    internal enum Input
    {
        StaysOpen,
        Ends,
    }
}
