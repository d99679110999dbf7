using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IdentityServer.LocalAws.Http;

/// <summary>Kestrel on a free port of 127.0.0.1, with no console, no configuration and no signal handlers of its own.</summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();

    public LoopbackHost(RequestPipeline pipeline)
    {
        // Empty: the usual builders read environment variables and files that could add a second, public address.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        app = builder.Build();
        app.Run(context => HandleAsync(pipeline, context));
    }

    /// <summary>Known once started.</summary>
    public Uri Endpoint => new(app.Urls.Single());

    public Task StartAsync() => app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        // First whatever is held back by a fault, or Kestrel would wait for it.
        await stopping.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private async Task HandleAsync(RequestPipeline pipeline, HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping.Token);
        await pipeline.HandleAsync(context, ended.Token);
    }

    /// <summary>The default lifetime would take Ctrl+C away from the program that owns this server.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
