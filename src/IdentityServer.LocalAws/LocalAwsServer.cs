using IdentityServer.LocalAws.Endpoints;
using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Iam;
using IdentityServer.LocalAws.Script;
using IdentityServer.LocalAws.Sessions;
using IdentityServer.LocalAws.Sts;

namespace IdentityServer.LocalAws;

/// <summary>
/// A loopback AWS: STS and IAM at <c>/</c>, instance metadata under <c>/latest/</c>, a container credentials endpoint under <c>/container</c>.
/// Signatures are read but not verified; all else that a client can notice follows the real services.
/// </summary>
public sealed class LocalAwsServer : IAsyncDisposable
{
    /// <summary>The account of every caller that signs with a key not minted here.</summary>
    public const string CallerAccount = "123456789012";

    private readonly RequestLog log = new();
    private readonly FaultScript faults = new();
    private readonly StsPolicy policy = new();
    private readonly SessionMint mint;
    private readonly LoopbackHost host;

    private LocalAwsServer(TimeProvider time)
    {
        mint = new SessionMint(time);
        RequestPipeline pipeline = new(
            new StsService(mint, policy, time),
            new IamService(new CallerCheck(mint, policy, time), Iam),
            new MetadataService(mint, Metadata, time),
            new ContainerService(mint, Container, time),
            log,
            faults,
            time);
        host = new LoopbackHost(pipeline);
    }

    /// <summary>
    /// The base address, for <c>AWS_ENDPOINT_URL_STS</c>, <c>AWS_ENDPOINT_URL_IAM</c> and <c>AWS_EC2_METADATA_SERVICE_ENDPOINT</c>;
    /// followed by <c>container</c>, for <c>AWS_CONTAINER_CREDENTIALS_FULL_URI</c>.
    /// </summary>
    public Uri Endpoint => host.Endpoint;

    /// <summary>A snapshot of all requests, in order of arrival.</summary>
    public IReadOnlyList<LoggedRequest> Requests => log.Snapshot();

    /// <summary>When set: the lifetime of every session minted from now on, whatever <c>DurationSeconds</c> says.</summary>
    public TimeSpan? SessionLifetime
    {
        get => mint.LifetimeOverride;
        set => mint.LifetimeOverride = value;
    }

    /// <summary>MFA serial → the code that is right. A call with another serial or another code is refused.</summary>
    public IDictionary<string, string> MfaCodes => policy.MfaCodes;

    /// <summary>Role ARNs that are denied when no MFA is given.</summary>
    public ISet<string> RolesRequiringMfa => policy.RolesRequiringMfa;

    /// <summary>Role ARNs that are always denied.</summary>
    public ISet<string> DeniedRoles => policy.DeniedRoles;

    /// <summary>When not empty: a signing key that is neither here nor minted by this server is refused as unknown.</summary>
    public ISet<string> AcceptedAccessKeyIds => policy.AcceptedAccessKeyIds;

    /// <summary>Access key id → session token, for temporary credentials that were not minted here but are to be known.</summary>
    public IDictionary<string, string> KnownSessionTokens => policy.KnownSessionTokens;

    /// <summary>What IAM's policy simulation decides, and for whom.</summary>
    public IamOptions Iam { get; } = new();

    public MetadataOptions Metadata { get; } = new();

    public ContainerOptions Container { get; } = new();

    /// <summary>Starts a server of its own on a free port of 127.0.0.1.</summary>
    public static async Task<LocalAwsServer> StartAsync(TimeProvider? time = null)
    {
        LocalAwsServer server = new(time ?? TimeProvider.System);
        await server.host.StartAsync();
        return server;
    }

    /// <summary>The requests of one action, in order of arrival.</summary>
    public IReadOnlyList<LoggedRequest> RequestsOf(string action) => log.Of(action);

    /// <summary>Completes with the <paramref name="count"/>th request of the action once it has arrived, held back or not.</summary>
    public Task<LoggedRequest> WaitForRequestAsync(string action, int count, CancellationToken ct) => log.WaitAsync(action, count, ct);

    /// <summary>
    /// The next request of the action that has no fault yet meets this one, and so do those after it, <paramref name="times"/> in all.
    /// An action is one of <see cref="LocalAwsActions"/>.
    /// </summary>
    /// <exception cref="ArgumentException">No request can have that action, so the fault would never be met.</exception>
    public void Enqueue(string action, Fault fault, int times = 1) => faults.Enqueue(action, fault, times);

    /// <summary>Forgets every request and every session minted until now, for a run so long that they would fill the memory.</summary>
    public void Forget()
    {
        log.Clear();
        mint.Clear();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
