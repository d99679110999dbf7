using IdentityServer.Core.Credentials;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;
using IdentityServer.Core.Tests.SharedConfig;
using IdentityServer.LocalAws;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>The whole way from files to keys: a home of its own, the real SDK, a loopback AWS, and a clock that stands still.</summary>
public abstract class ResolverTest : IAsyncLifetime
{
    protected const string BaseKeyId = "AKIALOCALBASE0000001";
    protected const string BaseSecret = "base-SECRET-key/0001";

    /// <summary>The profile that every chain here ends in.</summary>
    protected const string BaseProfile = $"[profile base]\naws_access_key_id = {BaseKeyId}\naws_secret_access_key = {BaseSecret}\n";

    private readonly TempConfig files = new();
    private readonly List<IDisposable> owned = [];

    private protected CountingTime Time { get; } = new(TempConfig.Written.AddMinutes(1));

    private protected FakeClient Client { get; } = new();

    private protected Dictionary<string, string> Variables { get; } = [];

    private protected ListLogger<StsRenewals> RenewalLog { get; } = new();

    private protected List<(string Id, StsSessionChange Change)> Told { get; } = [];

    protected LocalAwsServer Server { get; private set; } = null!;

    private protected CredentialResolver Resolver { get; private set; } = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected string ConfigFile => files.Locations.ConfigFile;

    protected IReadOnlyList<LoggedRequest> Calls => Server.RequestsOf(LocalAwsActions.AssumeRole);

    public async ValueTask InitializeAsync()
    {
        Server = await LocalAwsServer.StartAsync(Time);
        Variables["HOME"] = files.Folder;
        Variables["AWS_ENDPOINT_URL_STS"] = Server.Endpoint.ToString();
        Resolver = NewResolver();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (IDisposable part in owned)
            part.Dispose();
        await Server.DisposeAsync();
        files.Dispose();
    }

    protected void WriteConfig(params string[] lines) => files.WriteConfig(string.Join('\n', lines));

    protected string[] CacheEntries() =>
        Directory.Exists(files.Locations.StsCacheFolder)
            ? [.. Directory.GetFiles(files.Locations.StsCacheFolder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
            : [];

    protected string CacheFile(string key) => Path.Combine(files.Locations.StsCacheFolder, key + ".json");

    private protected Task<ResolvedCredential> GetAsync(string profile, MintPolicy policy = MintPolicy.MayPrompt) => Resolver.GetAsync(profile, policy, Ct);

    private protected async Task<IdentityException> FailsAsync(string profile, MintPolicy policy = MintPolicy.MayPrompt) =>
        await Assert.ThrowsAsync<IdentityException>(() => GetAsync(profile, policy));

    // A renewal calls STS over a real socket, so its end cannot be seen by the clock of the test.
    private protected async Task ToldAsync(int count)
    {
        while (true)
        {
            lock (Told)
            {
                if (Told.Count >= count)
                    return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }
    }

    /// <summary>Ends every watch, for a test that moves the clock and wants nothing to happen by itself.</summary>
    protected void StopWatching()
    {
        foreach (StsRenewals renewals in owned.OfType<StsRenewals>())
            renewals.Stop();
    }

    /// <summary>As another process of the same user: nothing in memory, the same files.</summary>
    private protected CredentialResolver NewResolver()
    {
        var shell = new ShellCommand(Time);
        var http = new MetadataHttp(Time);
        owned.Add(http);
        var folder = new StsCacheFolder(files.Locations.StsCacheFolder, NullLogger<StsCacheFolder>.Instance);
        var renewals = new StsRenewals(folder, Time, new Random(1), _ => null, RenewalLog);
        owned.Add(renewals);
        owned.Add(shell);
        renewals.Changed += (id, change) =>
        {
            lock (Told)
                Told.Add((id, change));
        };
        var store = new ProfileStore(files.Locations, Time, NullLogger<ProfileStore>.Instance);
        var sessions = new StsCacheManager(folder, new MintLock(folder, Time, NullLogger<MintLock>.Instance), Time, NullLogger<StsCacheManager>.Instance);
        var assumeRole = new AssumeRoleClient(Time);
        var editor = new ProfileEditor(store, files.Locations, Time, NullLogger<ProfileEditor>.Instance);
        return new CredentialResolver(
            store,
            new CredentialPlanner(Variables),
            sessions,
            renewals,
            new CredentialSources(
                Variables,
                new ProcessCredentials(shell, Time, NullLogger<ProcessCredentials>.Instance),
                new InstanceMetadataCredentials(Variables, http),
                new ContainerCredentials(Variables, http)),
            assumeRole,
            new UnforeseenMfa(assumeRole, Client, editor, sessions, NullLogger<UnforeseenMfa>.Instance),
            Client);
    }
}
