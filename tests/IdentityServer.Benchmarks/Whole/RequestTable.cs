using System.Diagnostics;
using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>The same request again and again, one at a time, beside an echo request through the same JSON-RPC stack; both take turns.</summary>
internal static class RequestTable
{
    private const int WarmUps = 2_000;
    private const int Blocks = 200;
    private const int BlockLength = 50;
    private const int Batch = 64;
    private const int Batches = 100;

    // As long as the answer with a static credential.
    private const int LongText = 700;

    public static Task<MarkdownTable> MeasureAsync(Rig rig)
    {
        using var home = new Home(10);
        var candidates = new List<Candidate>
        {
            new("static profile", "1.3 / 3", RpcProcess.Start(rig.Server, home), "aws/identity/getIamCredential", $$"""{"profileName":"{{Home.StaticProfile}}"}"""),
            new("cached role", "", RpcProcess.Start(rig.Server, home), "aws/identity/getIamCredential", $$"""{"profileName":"{{Home.CachedRole}}"}"""),
        };
        if (rig.Echo is { } echo)
        {
            candidates.Add(new("echo program: 5 bytes", "", RpcProcess.Start(echo), "echo", """{"text":"hello"}"""));
            candidates.Add(new($"echo program: {LongText} bytes", "", RpcProcess.Start(echo), "echo", $$"""{"text":"{{new string('e', LongText)}}"}"""));
        }

        foreach (Candidate candidate in candidates)
            candidate.WarmUp(WarmUps);
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

        Sample? yardstick = rig.Echo is null ? null : candidates[2].Latency;
        var table = new MarkdownTable("repeated request", "p50 µs", "p99 µs", "p50, p99 of the short echo", "at most", $"requests a second, {Batch} at a time");
        foreach (Candidate candidate in candidates)
        {
            double median = candidate.Latency.Median;
            double tail = candidate.Latency.Percentile(99);
            table.Row(
                candidate.Name,
                Text(median),
                Text(tail),
                $"{Sample.Ratio(median, yardstick?.Median)}, {Sample.Ratio(tail, yardstick?.Percentile(99))}",
                candidate.Target,
                Text(Batch / candidate.BatchSeconds.Median));
            candidate.Process.Dispose();
        }

        return Task.FromResult(table);
    }

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Candidate(string Name, string Target, RpcProcess Process, string Method, string Parameters)
    {
        /// <summary>Microseconds.</summary>
        public Sample Latency { get; } = new();

        public Sample BatchSeconds { get; } = new();

        public void WarmUp(int count)
        {
            Process.Initialize();
            for (int number = 0; number < count; number++)
                Process.Call(Method, Parameters);
        }

        public void OneByOne(int count)
        {
            for (int number = 0; number < count; number++)
            {
                long start = Stopwatch.GetTimestamp();
                Process.Call(Method, Parameters);
                Latency.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        public void InOneGo(int count)
        {
            long start = Stopwatch.GetTimestamp();
            Process.CallAll(count, Method, Parameters);
            BatchSeconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }
}
