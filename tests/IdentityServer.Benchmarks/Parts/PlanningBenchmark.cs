using BenchmarkDotNet.Attributes;
using IdentityServer.Benchmarks.Whole;
using IdentityServer.Core.Credentials;
using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityServer.Benchmarks.Parts;

/// <summary>From a profile's name to its plan, at 10,000 profiles.</summary>
public class PlanningBenchmark
{
    private readonly CredentialPlanner planner = new(new Dictionary<string, string>());
    private ConfigSnapshot snapshot = null!;

    [GlobalSetup]
    public void Prepare()
    {
        using var home = new Home(10_000);
        var locations = ConfigLocations.From(new Dictionary<string, string> { ["HOME"] = home.Folder });
        snapshot = new ProfileStore(locations, TimeProvider.System, NullLogger<ProfileStore>.Instance).GetSnapshot();
    }

    [Benchmark]
    public CredentialPlan PlanStatic() => planner.Plan(snapshot, Home.StaticProfile);

    [Benchmark]
    public CredentialPlan PlanRole() => planner.Plan(snapshot, Home.CachedRole);
}
