using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using IdentityServer.LocalAws;

namespace IdentityServer.Client.Demonstration;

/// <summary>The world of the demonstration: a home folder and an STS of its own; gone at the end.</summary>
internal sealed class DemoStage : IAsyncDisposable
{
    // A process needs these of its parent; nothing of the person's own AWS settings or proxies may reach the demonstration.
    private static readonly string[] Inherited = ["PATH", "SystemRoot", "ComSpec", "PATHEXT", "TEMP", "TMP", "TMPDIR"];

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("identity-demo-");
    private readonly ConcurrentQueue<string> serverErrors = new();
    private readonly Dictionary<string, string> environment;
    private readonly string? serverPath;
    private readonly TimeProvider time;

    private DemoStage(LocalAwsServer aws, string? serverPath, IReadOnlyDictionary<string, string> inherited, TimeProvider time)
    {
        Aws = aws;
        this.serverPath = serverPath;
        this.time = time;
        environment = inherited.Where(variable => Inherited.Contains(variable.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary();
        environment["HOME"] = environment["USERPROFILE"] = home.FullName;
        environment["AWS_ENDPOINT_URL_STS"] = aws.Endpoint.ToString();
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        // A managed server finds the runtime that runs this program, wherever it was installed.
        environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
    }

    public LocalAwsServer Aws { get; }

    public string Home => home.FullName;

    public int AssumeRoleCalls => Aws.RequestsOf(LocalAwsActions.AssumeRole).Count;

    /// <summary>All that servers wrote to stderr: nothing, where all goes well.</summary>
    public string ServerErrors => string.Join(Environment.NewLine, serverErrors);

    public static async Task<DemoStage> OpenAsync(string? serverPath, IReadOnlyDictionary<string, string> inherited, TimeProvider time)
    {
        var stage = new DemoStage(await LocalAwsServer.StartAsync(time), serverPath, inherited, time);
        stage.Aws.MfaCodes[DemoProfiles.MfaSerial] = DemoProfiles.MfaCode;
        stage.Aws.RolesRequiringMfa.Add(DemoProfiles.MfaRoleArn);
        stage.Aws.AcceptedAccessKeyIds.Add(DemoProfiles.AccessKeyId);
        DirectoryInfo aws = stage.home.CreateSubdirectory(".aws");
        await File.WriteAllTextAsync(Path.Combine(aws.FullName, "config"), DemoProfiles.ConfigFile);
        await File.WriteAllTextAsync(Path.Combine(aws.FullName, "credentials"), DemoProfiles.CredentialsFile);
        return stage;
    }

    public string CacheFileOf(string id) => Path.Combine(Home, ".aws", "cli", "cache", id + ".json");

    public Task<IdentityServerClient> StartServerAsync(MfaCodePrompt prompt, CancellationToken cancellationToken) =>
        IdentityServerClient.StartAsync(
            new IdentityServerClientOptions
            {
                ServerPath = serverPath,
                Environment = environment,
                LogLevel = "error",
                MfaCodePrompt = prompt,
                ServerErrorLine = serverErrors.Enqueue,
                Time = time,
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Aws.DisposeAsync();
        home.Delete(recursive: true);
    }
}
