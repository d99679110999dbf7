using System.IO.Pipelines;
using IdentityServer.Core.Credentials;
using IdentityServer.Core.Permissions;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;
using IdentityServer.Logging;
using IdentityServer.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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

/// <summary>The composition root.</summary>
internal static class ServerHost
{
    /// <summary>Serves one session and gives the exit code.</summary>
    public static async Task<int> RunAsync(ServerParts parts)
    {
        // An empty builder: no settings files, no environment of its own, no console logger (stdout is the protocol).
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        AddServices(builder.Services, parts);
        using IHost host = builder.Build();
        SessionLifecycle lifecycle = host.Services.GetRequiredService<SessionLifecycle>();
        await host.RunAsync();
        lifecycle.End(); // Stopped by a signal: as by exit.
        return await lifecycle.Ended;
    }

    private static void AddServices(IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(parts.Pipe);
        services.AddSingleton(parts.Options);
        services.AddSingleton(parts.Environment);
        services.AddSingleton(parts.Time);
        services.AddSingleton(parts.Random);
        services.AddSingleton(ConfigLocations.From(parts.Environment));
        services.AddSingleton(new CredentialSealer(parts.EncryptionKey));
        services.AddSingleton(new SecretOpener(parts.EncryptionKey));

        services.AddSingleton<LogLevels>();
        services.AddSingleton<SessionLifecycle>();
        services.AddSingleton<RpcIdentityClient>();
        services.AddSingleton<IIdentityClient>(provider => provider.GetRequiredService<RpcIdentityClient>());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft", LogLevel.None));
        services.AddSingleton<ILoggerProvider, ServerLog>();

        services.AddSingleton<ProfileStore>();
        services.AddSingleton<ProfileEditor>();
        services.AddSingleton<ProfileWatch>();
        services.AddSingleton<CredentialPlanner>();
        services.AddSingleton(provider => new StsCacheFolder(
            provider.GetRequiredService<ConfigLocations>().StsCacheFolder, provider.GetRequiredService<ILogger<StsCacheFolder>>()));
        services.AddSingleton<MintLock>();
        services.AddSingleton<StsCacheManager>();
        services.AddSingleton<StsRenewals>();
        services.AddSingleton<ShellCommand>();
        services.AddSingleton<ProcessCredentials>();
        services.AddSingleton<MetadataHttp>();
        services.AddSingleton<InstanceMetadataCredentials>();
        services.AddSingleton<ContainerCredentials>();
        services.AddSingleton<CredentialSources>();
        services.AddSingleton<AssumeRoleClient>();
        services.AddSingleton<UnforeseenMfa>();
        services.AddSingleton<CredentialResolver>();
        services.AddSingleton<PermissionCheck>();
        services.AddSingleton<CredentialOverrides>();
        services.AddSingleton<CredentialEndpoint>();

        services.AddSingleton<ListingMapper>();
        services.AddSingleton<UpdateMapper>();
        services.AddSingleton<ProfileEndpoint>();

        services.AddSingleton<EndGuard>();
        services.AddSingleton<ClientProcessWatch>();
        services.AddSingleton<IdentityEndpoint>();
        services.AddHostedService<ProtocolService>();
    }
}
