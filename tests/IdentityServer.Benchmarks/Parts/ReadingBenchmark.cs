using BenchmarkDotNet.Attributes;
using IdentityServer.Benchmarks.Whole;
using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityServer.Benchmarks.Parts;

/// <summary>Reading a config file, and asking again for what did not change.</summary>
public class ReadingBenchmark
{
    private Home home = null!;
    private ConfigLocations locations = null!;
    private ProfileStore warm = null!;

    [Params(10, 1_000, 10_000)]
    public int Profiles { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        home = new Home(Profiles);
        locations = ConfigLocations.From(new Dictionary<string, string> { ["HOME"] = home.Folder });
        warm = NewStore();
        warm.GetSnapshot();
    }

    [GlobalCleanup]
    public void CleanUp() => home.Dispose();

    [Benchmark]
    public ConfigSnapshot Read() => NewStore().GetSnapshot();

    [Benchmark]
    public ConfigSnapshot Unchanged() => warm.GetSnapshot();

    private ProfileStore NewStore() => new(locations, TimeProvider.System, NullLogger<ProfileStore>.Instance);
}
