using IdentityServer.Core.Credentials;
using IdentityServer.Core.Permissions;
using IdentityServer.Core.Platform;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;
using IdentityServer.Logging;
using IdentityServer.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Hosting;

/// <summary>
/// The composition root: the objects of one session. They are made by their constructors. The host's container finds these by reflection
/// and builds every ILogger of T at run time, which took more than a third of the start-up (docs/performance.md).
/// </summary>
internal sealed class SessionServices : IDisposable
{
    private readonly Stack<IDisposable> owned = [];
    private readonly ServerParts parts;
    private readonly RpcIdentityClient client = new();
    private readonly LogLevels levels = new();
    private readonly LoggerFactory loggers;
    private readonly ShellCommand shell;
    private readonly EndGuard guard;
    private readonly StsRenewals renewals;
    private readonly ProfileWatch profileWatch;
    private readonly ClientProcessWatch processWatch;
    private readonly ListingMapper listings;
    private readonly IdentityEndpoint endpoint;

    public SessionServices(ServerParts parts)
    {
        this.parts = parts;
        shell = new ShellCommand(parts.Time);
        guard = Own(new EndGuard(Lifecycle, shell)); // Disposed of last: until then it ends a process that does not end.
        Own(shell);
        ServerLog log = Own(new ServerLog(levels, Lifecycle, client));
        loggers = Own(new LoggerFactory([log], new LoggerFilterOptions { MinLevel = LogLevel.Trace }));
        var locations = ConfigLocations.From(parts.Environment);
        var cache = new StsCacheFolder(locations.StsCacheFolder, loggers.CreateLogger<StsCacheFolder>());
        renewals = Own(new StsRenewals(cache, parts.Time, parts.Random, ClockWatch.TryStart, loggers.CreateLogger<StsRenewals>()));
        processWatch = Own(new ClientProcessWatch(Lifecycle, guard, parts.Time, loggers.CreateLogger<ClientProcessWatch>()));

        var store = new ProfileStore(locations, parts.Time, loggers.CreateLogger<ProfileStore>());
        profileWatch = Own(new ProfileWatch(store, locations, parts.Time, loggers.CreateLogger<ProfileWatch>()));
        var editor = new ProfileEditor(store, locations, parts.Time, loggers.CreateLogger<ProfileEditor>());
        var planner = new CredentialPlanner(parts.Environment);
        CredentialResolver resolver = Resolver(store, planner, editor, cache);
        var sealer = new CredentialSealer(parts.EncryptionKey);
        var opener = new SecretOpener(parts.EncryptionKey);
        listings = new ListingMapper(sealer);
        var permissions = new PermissionCheck(store, parts.Environment, parts.Time, loggers.CreateLogger<PermissionCheck>());
        endpoint = new IdentityEndpoint(
            resolver,
            new ProfileEndpoint(store, editor, listings, new UpdateMapper(opener)),
            new CredentialEndpoint(
                resolver,
                new CredentialOverrides(store, planner, permissions, parts.Environment, parts.Time, loggers.CreateLogger<CredentialOverrides>()),
                permissions,
                opener,
                sealer),
            renewals,
            profileWatch,
            Lifecycle,
            processWatch,
            levels,
            parts.Time,
            loggers.CreateLogger<IdentityEndpoint>());
    }

    public SessionLifecycle Lifecycle { get; } = new();

    /// <summary>The service that serves the session.</summary>
    public ProtocolService Protocol(IHostApplicationLifetime host) => new(
        parts.Pipe, parts.Options, endpoint, client, renewals, profileWatch, listings, Lifecycle, processWatch, guard, host, parts.Time, loggers.CreateLogger<IdentityJsonRpc>());

    public void Dispose()
    {
        while (owned.TryPop(out IDisposable? last))
            last.Dispose();
    }

    private CredentialResolver Resolver(ProfileStore store, CredentialPlanner planner, ProfileEditor editor, StsCacheFolder cache)
    {
        var mintLock = new MintLock(cache, parts.Time, loggers.CreateLogger<MintLock>());
        var sessions = new StsCacheManager(cache, mintLock, parts.Time, loggers.CreateLogger<StsCacheManager>());
        var assumeRole = new AssumeRoleClient(parts.Time);
        var unforeseenMfa = new UnforeseenMfa(assumeRole, client, editor, sessions, loggers.CreateLogger<UnforeseenMfa>());
        return new CredentialResolver(store, planner, sessions, renewals, Sources(), assumeRole, unforeseenMfa, client);
    }

    private CredentialSources Sources()
    {
        MetadataHttp http = Own(new MetadataHttp(parts.Time));
        return new CredentialSources(
            parts.Environment,
            new ProcessCredentials(shell, parts.Time, loggers.CreateLogger<ProcessCredentials>()),
            new InstanceMetadataCredentials(parts.Environment, http),
            new ContainerCredentials(parts.Environment, http));
    }

    private T Own<T>(T disposable)
        where T : IDisposable
    {
        owned.Push(disposable);
        return disposable;
    }
}
