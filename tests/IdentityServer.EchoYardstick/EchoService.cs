using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Extensions.Hosting;
using StreamJsonRpc;

namespace IdentityServer.EchoYardstick;

/// <summary>
/// What the libraries cost by themselves: the host and the JSON-RPC stack of the server, answering with what came in.
/// </summary>
internal sealed class EchoService : BackgroundService, IEcho
{
    private readonly IHostApplicationLifetime host;

    public EchoService(IHostApplicationLifetime host)
    {
        this.host = host;
    }

    public Task<EchoMessage> InitializeAsync(EchoMessage parameters, CancellationToken cancellationToken) =>
        Task.FromResult(new EchoMessage { Text = "serverInfo" });

    public Task<EchoMessage> EchoAsync(EchoMessage parameters, CancellationToken cancellationToken) => Task.FromResult(parameters);

    // The formatter warns of its reflection-based default, which the source-generated context replaces.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All types come from a source-generated context.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "All types come from a source-generated context.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var formatter = new SystemTextJsonFormatter { JsonSerializerOptions = EchoJsonContext.Default.Options };
        await using var handler = new HeaderDelimitedMessageHandler(
            PipeWriter.Create(Console.OpenStandardOutput()), PipeReader.Create(Console.OpenStandardInput()), formatter);
        using var rpc = new JsonRpc(handler);
        rpc.AddLocalRpcTarget(RpcTargetMetadata.FromShape<IEcho>(), this, null);
        rpc.StartListening();
        await rpc.Completion.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        host.StopApplication();
    }
}
