using BenchmarkDotNet.Attributes;
using IdentityServer.Core.Sts;

namespace IdentityServer.Benchmarks.Parts;

/// <summary>The identity of a cached session.</summary>
public class CacheKeyBenchmark
{
    [Benchmark]
    public string KeyOfRole() => StsCacheKey.ForRole("arn:aws:iam::123456789012:role/Demo", "me@corp", "a+b/c=<&>'", "arn:aws:iam::111111111111:mfa/me", 900);
}
