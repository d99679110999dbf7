using BenchmarkDotNet.Attributes;
using IdentityServer.Core;
using IdentityServer.Rpc;

namespace IdentityServer.Benchmarks.Parts;

/// <summary>A session's credentials as they go out: in the clear, and as JWE.</summary>
public class SealingBenchmark
{
    private static readonly AwsCredentials Session = new(
        "ASIAEXAMPLE000000001", new Secret("example/secret/of/a/session/000000000001"), new Secret(new string('t', 600)), DateTimeOffset.UnixEpoch);

    private readonly CredentialSealer clear = new(null);
    private readonly CredentialSealer encrypting = new(new byte[32]);

    [Benchmark]
    public object InTheClear() => clear.SealForUpdate(Session);

    [Benchmark]
    public object Encrypted() => encrypting.SealForUpdate(Session);

    [Benchmark]
    public object EncryptedFieldByField() => encrypting.Seal(Session);
}
