using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace IdentityServer.Hosting;

/// <summary>What a server is made from. Tests hand in their own.</summary>
/// <param name="Pipe">The client.</param>
/// <param name="Options">The command line.</param>
/// <param name="EncryptionKey">32 bytes, or null for a session in the clear.</param>
/// <param name="Environment">The environment variables.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">The source of jitter.</param>
internal sealed record ServerParts(
    IDuplexPipe Pipe,
    CommandLine.Serve Options,
    byte[]? EncryptionKey,
    IReadOnlyDictionary<string, string> Environment,
    TimeProvider Time,
    Random Random);

/// <summary>Runs the session of <see cref="SessionServices"/> under the generic host, which ends it on the system's signals.</summary>
internal static class ServerHost
{
    /// <summary>Serves one session and gives the exit code.</summary>
    public static async Task<int> RunAsync(ServerParts parts)
    {
        using var services = new SessionServices(parts);
        // An empty builder: no settings files, no environment of its own, no console logger (stdout is the protocol).
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // The host's own open generics, closed: native code would build each of them at run time.
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddSingleton(Options.Create(new HostOptions()));
        builder.Services.AddSingleton(Options.Create(new ConsoleLifetimeOptions { SuppressStatusMessages = true }));
        builder.Services.RemoveAll<IStartupValidator>(); // No options are left to validate.
        builder.Services.AddSingleton<IHostedService>(provider => services.Protocol(provider.GetRequiredService<IHostApplicationLifetime>()));
        using IHost host = builder.Build();
        await host.RunAsync();
        services.Lifecycle.End(); // Stopped by a signal: as by exit.
        return await services.Lifecycle.Ended;
    }
}
