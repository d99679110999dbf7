using System.IO.Pipelines;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.Sts;
using IdentityServer.Protocol;
using IdentityServer.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamJsonRpc;

namespace IdentityServer.Hosting;

/// <summary>Runs one session of the protocol over a pair of pipes, and stops the host at its end.</summary>
internal sealed class ProtocolService : BackgroundService
{
    private static readonly TimeSpan StderrLimit = TimeSpan.FromMilliseconds(300);

    private readonly IDuplexPipe pipe;
    private readonly CommandLine.Serve options;
    private readonly IdentityEndpoint endpoint;
    private readonly RpcIdentityClient client;
    private readonly StsRenewals renewals;
    private readonly ProfileWatch profiles;
    private readonly ListingMapper listings;
    private readonly SessionLifecycle lifecycle;
    private readonly ClientProcessWatch processWatch;
    private readonly EndGuard guard;
    private readonly IHostApplicationLifetime host;
    private readonly TimeProvider time;
    private readonly ILogger<IdentityJsonRpc> logger;

    public ProtocolService(
        IDuplexPipe pipe,
        CommandLine.Serve options,
        IdentityEndpoint endpoint,
        RpcIdentityClient client,
        StsRenewals renewals,
        ProfileWatch profiles,
        ListingMapper listings,
        SessionLifecycle lifecycle,
        ClientProcessWatch processWatch,
        EndGuard guard,
        IHostApplicationLifetime host,
        TimeProvider time,
        ILogger<IdentityJsonRpc> logger)
    {
        this.time = time;
        this.pipe = pipe;
        this.options = options;
        this.endpoint = endpoint;
        this.client = client;
        this.renewals = renewals;
        this.profiles = profiles;
        this.listings = listings;
        this.lifecycle = lifecycle;
        this.processWatch = processWatch;
        this.guard = guard;
        this.host = host;
        this.logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var handler = new LspMessageHandler(pipe.Output, pipe.Input, new LspFormatter(), lifecycle, guard, time);
        using var rpc = new IdentityJsonRpc(handler, lifecycle, logger);
        rpc.AddLocalRpcTarget(RpcTargetMetadata.FromShape<IIdentityServerRpc>(), endpoint, null);
        client.Connect(rpc);
        renewals.Changed += Tell;
        profiles.Changed += Tell;
        if (options.ClientProcessId is { } processId)
            processWatch.Start(processId);

        rpc.StartListening();
        _ = FollowConnectionAsync(rpc);
        await ((Task)lifecycle.Ended).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        renewals.Stop();
        profiles.Stop();
        host.StopApplication();
    }

    private async Task FollowConnectionAsync(JsonRpc rpc)
    {
        try
        {
            await rpc.Completion;
            lifecycle.End(); // The end of stdin.
        }
        catch (BadRpcHeaderException ex)
        {
            // On a thread of its own: a stderr that nobody reads must not keep the process alive.
            await Task.WhenAny(
                Task.Run(() => StandardError.Say($"the input cannot be understood: {ex.Message}.")),
                Task.Delay(StderrLimit, time));
            lifecycle.Fail();
        }
#pragma warning disable CA1031 // However the connection broke, the session is over.
        catch (Exception)
#pragma warning restore CA1031
        {
            lifecycle.End();
        }
    }

    private void Tell(string id, StsSessionChange change) =>
        _ = client.TellAsync(
            MethodNames.StsCredentialChanged,
            ("kind", change == StsSessionChange.Refreshed ? StsCredentialChangedKinds.Refreshed : StsCredentialChangedKinds.Expired),
            ("stsCredentialId", id));

    private void Tell(ProfileListing listing)
    {
        ListProfilesResult result = listings.ToWire(listing);
        _ = client.TellAsync(MethodNames.ProfileChanged, ("profiles", result.Profiles.ToArray()), ("ssoSessions", result.SsoSessions.ToArray()));
    }
}
