using System.Diagnostics;
using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>The same request again and again, one at a time, beside an echo request through the same JSON-RPC stack; both take turns.</summary>
internal static class RequestTable
{
    // How fast one process answers depends on how its threads have come to lie; another one's lie otherwise.
    private const int Processes = 10;
    private const int WarmUps = 2_000;
    private const int Blocks = 40;
    private const int BlockLength = 50;
    private const int Batch = 64;
    private const int Batches = 10;

    // No shorter than the answer with a static credential, which has some 570 bytes.
    private const int LongText = 700;

    public static Task<MarkdownTable> MeasureAsync(Rig rig)
    {
        using var home = new Home(10);
        var candidates = new List<Candidate>
        {
            new("static profile", "1.3 / 3", () => RpcProcess.Start(rig.Server, home), "aws/identity/getIamCredential", $$"""{"profileName":"{{Home.StaticProfile}}"}"""),
            new("cached role", "", () => RpcProcess.Start(rig.Server, home), "aws/identity/getIamCredential", $$"""{"profileName":"{{Home.CachedRole}}"}"""),
        };
        if (rig.Echo is { } echo)
        {
            candidates.Add(new("echo program: 5 bytes", "", () => RpcProcess.Start(echo), "echo", """{"text":"hello"}"""));
            candidates.Add(new($"echo program: {LongText} bytes", "", () => RpcProcess.Start(echo), "echo", $$"""{"text":"{{new string('e', LongText)}}"}"""));
        }

        for (int process = 0; process < Processes; process++)
            MeasureProcesses(candidates);

        Sample? yardstick = rig.Echo is null ? null : candidates[2].Latency;
        var table = new MarkdownTable(
            "repeated request", $"p50 µs (of single processes, {Processes} each)", "p99 µs", "p50, p99 of the short echo", "at most", $"requests a second, {Batch} at a time");
        foreach (Candidate candidate in candidates)
        {
            double median = candidate.Latency.Median;
            double tail = candidate.Latency.Percentile(99);
            table.Row(
                candidate.Name,
                $"{Text(median)} ({Text(candidate.Medians.Percentile(1))} to {Text(candidate.Medians.Percentile(100))})",
                Text(tail),
                $"{Sample.Ratio(median, yardstick?.Median)}, {Sample.Ratio(tail, yardstick?.Percentile(99))}",
                candidate.Target,
                Text(Batch / candidate.BatchSeconds.Median));
        }

        return Task.FromResult(table);
    }

    private static void MeasureProcesses(List<Candidate> candidates)
    {
        foreach (Candidate candidate in candidates)
            candidate.Start(WarmUps);
        for (int block = 0; block < Blocks; block++)
        {
            foreach (Candidate candidate in candidates)
                candidate.OneByOne(BlockLength);
        }

        for (int batch = 0; batch < Batches; batch++)
        {
            foreach (Candidate candidate in candidates)
                candidate.InOneGo(Batch);
        }

        foreach (Candidate candidate in candidates)
            candidate.End();
    }

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed class Candidate(string name, string target, Func<RpcProcess> spawn, string method, string parameters)
    {
        private RpcProcess? process;
        private Sample ofProcess = new();

        public string Name => name;

        public string Target => target;

        /// <summary>Microseconds, of all processes.</summary>
        public Sample Latency { get; } = new();

        /// <summary>Microseconds, the median of each process.</summary>
        public Sample Medians { get; } = new();

        public Sample BatchSeconds { get; } = new();

        public void Start(int warmUps)
        {
            process = spawn();
            ofProcess = new Sample();
            process.Initialize();
            for (int number = 0; number < warmUps; number++)
                process.Call(method, parameters);
        }

        public void OneByOne(int count)
        {
            for (int number = 0; number < count; number++)
            {
                long start = Stopwatch.GetTimestamp();
                process!.Call(method, parameters);
                double latency = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                Latency.Add(latency);
                ofProcess.Add(latency);
            }
        }

        public void InOneGo(int count)
        {
            long start = Stopwatch.GetTimestamp();
            process!.CallAll(count, method, parameters);
            BatchSeconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        public void End()
        {
            Medians.Add(ofProcess.Median);
            process!.Dispose();
        }
    }
}
