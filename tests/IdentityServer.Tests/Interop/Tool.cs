using System.ComponentModel;
using System.Diagnostics;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Interop;

/// <summary>What a program printed, and how it ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>Programs of other makers that share the cache: run in the home of a test, with nothing of the developer's own AWS settings.</summary>
internal static class Tool
{
    public const string Python = "python3";
    public const string AwsCli = "aws";
    public const string Moto = "moto_server";
    public const string Node = "node";
    public const string Neovim = "nvim";
    public const string Java = "java";

    // A slow machine starts an interpreter and its imports in seconds, not in minutes.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Skips the test, saying so, where the program does not run.</summary>
    public static async Task RequireAsync(TempHome home, string program, params string[] probe)
    {
        try
        {
            ToolResult result = await RunAsync(home, new Dictionary<string, string>(), program, probe);
            Assert.SkipUnless(result.ExitCode == 0, $"{program} {string.Join(' ', probe)} does not run here: {result.Errors.Trim().Split('\n')[^1]}");
        }
        catch (Win32Exception e)
        {
            Assert.Skip($"{program} is not installed: {e.Message}");
        }
    }

    public static Task<ToolResult> RunAsync(TempHome home, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments) =>
        TypeAsync(home, environment, "", program, arguments);

    /// <summary>The same, of a program that reads what is typed.</summary>
    public static async Task<ToolResult> TypeAsync(
        TempHome home, IReadOnlyDictionary<string, string> environment, string typed, string program, params string[] arguments)
    {
        using Process process = Start(home, environment, program, arguments);
        await process.StandardInput.WriteAsync(typed);
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    public static Process Start(TempHome home, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        ProcessStartInfo start = ServerExecutable.StartInfo(home, environment, arguments);
        start.FileName = program;
        start.Environment["NO_PROXY"] = "127.0.0.1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        start.Environment["PYTHONUNBUFFERED"] = "1";
        start.Environment["AWS_PAGER"] = "";
        return Process.Start(start)!;
    }
}
