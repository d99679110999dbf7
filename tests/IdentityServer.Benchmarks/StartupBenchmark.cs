using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace IdentityServer.Benchmarks;

/// <summary>
/// Measures how long each executable takes from its spawn to its answer to <c>initialize</c>. The executables take turns, so that
/// whatever else the machine does meets them alike; <c>node -e 0</c>, where Node.js is installed, is the yardstick in the same run.
/// </summary>
internal static class StartupBenchmark
{
    private const int WarmUps = 3;
    private const int Rounds = 30;
    private const string Node = "node";

    private static readonly byte[] Initialize = Frame("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}""");

    public static async Task RunAsync(IReadOnlyList<string> servers)
    {
        var candidates = new List<(string Name, Func<Task<double>> Measure)>();
        foreach (string server in servers)
            candidates.Add((server, () => AnswerToInitializeAsync(server)));
        if (NodeIsInstalled())
            candidates.Add(("node -e 0", NodeToItsEndAsync));

        var times = candidates.ToDictionary(candidate => candidate.Name, _ => new List<double>());
        for (int round = -WarmUps; round < Rounds; round++)
        {
            foreach ((string name, Func<Task<double>> measure) in candidates)
            {
                double milliseconds = await measure();
                if (round >= 0)
                    times[name].Add(milliseconds);
            }
        }

        Print(times);
    }

    private static void Print(Dictionary<string, List<double>> times)
    {
        var table = new StringBuilder();
        table.AppendLine("| spawn to the answer to initialize | median ms | least ms | greatest ms |");
        table.AppendLine("|---|---|---|---|");
        foreach ((string name, List<double> sample) in times)
        {
            sample.Sort();
            table.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {sample[sample.Count / 2]:F1} | {sample[0]:F1} | {sample[^1]:F1} |");
        }

#pragma warning disable RS0030 // A program of its own; its stdout is no protocol.
        Console.Out.Write(table);
#pragma warning restore RS0030
    }

    private static async Task<double> AnswerToInitializeAsync(string server)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Start(server, "--stdio");
        Stream input = process.StandardInput.BaseStream;
        await input.WriteAsync(Initialize);
        await input.FlushAsync();
        byte[] buffer = new byte[4096];
        int count = await process.StandardOutput.BaseStream.ReadAsync(buffer);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (!Encoding.UTF8.GetString(buffer, 0, count).Contains("serverInfo", StringComparison.Ordinal))
            throw new InvalidOperationException($"{server} did not answer initialize.");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return milliseconds;
    }

    private static async Task<double> NodeToItsEndAsync()
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Start(Node, "-e", "0");
        await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static bool NodeIsInstalled()
    {
        try
        {
            using Process process = Start(Node, "--version");
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string file, params string[] arguments) => Process.Start(new ProcessStartInfo(file, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static byte[] Frame(string body) => Encoding.UTF8.GetBytes($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
}
