using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace IdentityServer.Benchmarks.Parts;

/// <summary>Runs BenchmarkDotNet over the parts, in the managed build. Times are the JIT's; allocations are the same in the native build.</summary>
internal static class PartsRun
{
    private static readonly Type[] Parts =
    [
        typeof(ReadingBenchmark), typeof(PlanningBenchmark), typeof(CacheKeyBenchmark), typeof(SealingBenchmark), typeof(RequestBenchmark),
    ];

    public static void Run(string[] arguments)
    {
        string[] chosen = arguments is [] ? ["--filter", "*"] : arguments;
        IEnumerable<Summary> summaries = BenchmarkSwitcher.FromTypes(Parts).Run(chosen, Config());
        foreach (Summary summary in summaries)
            MarkdownExporter.GitHub.ExportToLog(summary, ConsoleLogger.Default);
    }

    // In this process: a project generated for each benchmark would not follow this repository's rules for builds.
    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
        .AddLogger(ConsoleLogger.Default)
        .WithArtifactsPath("artifacts/benchmarks")
        .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
}
