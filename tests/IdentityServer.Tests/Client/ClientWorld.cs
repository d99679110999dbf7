using System.Collections;
using System.Runtime.InteropServices;
using IdentityServer.Client;
using IdentityServer.LocalAws;
using IdentityServer.Protocol;

namespace IdentityServer.Tests.Client;

/// <summary>One test's home folder and loopback AWS, and the environment that leads a client and its server there and nowhere else.</summary>
internal sealed class ClientWorld : IAsyncDisposable
{
    public const string RoleArn = "arn:aws:iam::123456789012:role/Demo";
    public const string MfaSerial = "arn:aws:iam::123456789012:mfa/me";
    public const string MfaCode = "271828";
    public const string StaticSecret = "static/SECRET/key";

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("identity-client-test-");

    private ClientWorld(LocalAwsServer aws)
    {
        Aws = aws;
        aws.MfaCodes[MfaSerial] = MfaCode;
        Environment = Inherited();
        Environment["HOME"] = Environment["USERPROFILE"] = home.FullName;
        Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        Environment["AWS_ENDPOINT_URL_STS"] = aws.Endpoint.ToString();
        Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        home.CreateSubdirectory(".aws");
        File.WriteAllText(Path.Combine(home.FullName, ".aws", "config"), $"""
            [profile keys]
            aws_access_key_id = AKIASTATIC
            aws_secret_access_key = {StaticSecret}
            [profile role]
            role_arn = {RoleArn}
            source_profile = keys
            [profile mfa]
            role_arn = {RoleArn}
            source_profile = keys
            mfa_serial = {MfaSerial}

            """);
    }

    public LocalAwsServer Aws { get; }

    public Dictionary<string, string> Environment { get; }

    public int AssumeRoleCalls => Aws.RequestsOf(LocalAwsActions.AssumeRole).Count;

    public static async Task<ClientWorld> OpenAsync() => new(await LocalAwsServer.StartAsync());

    public Task<IdentityServerClient> StartAsync(
        CredentialTransport transport = CredentialTransport.InTheClear, MfaCodePrompt? prompt = null, string? logLevel = null) =>
        IdentityServerClient.StartAsync(
            new IdentityServerClientOptions { Environment = Environment, Transport = transport, MfaCodePrompt = prompt, LogLevel = logLevel },
            TestContext.Current.CancellationToken);

    /// <summary>What stands in <c>~/.aws</c> under that name; empty where there is no such file.</summary>
    public string ReadFile(string name)
    {
        string path = Path.Combine(home.FullName, ".aws", name);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    public bool IsCached(string id) => File.Exists(Path.Combine(home.FullName, ".aws", "cli", "cache", id + ".json"));

    public static bool IsMinted(IamCredentials keys) =>
        keys.AccessKeyId.StartsWith("ASIA", StringComparison.Ordinal)
        && keys.SecretAccessKey.Contains("SECRET", StringComparison.Ordinal)
        && keys.SessionToken?.Contains("TOKEN", StringComparison.Ordinal) == true;

    public async ValueTask DisposeAsync()
    {
        await Aws.DisposeAsync();
        home.Delete(recursive: true);
    }

    // What any process needs; nothing of the developer's own AWS settings.
    private static Dictionary<string, string> Inherited()
    {
        var variables = new Dictionary<string, string>();
#pragma warning disable RS0030 // The test run is its own composition root.
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
#pragma warning restore RS0030
        {
            if ((string)entry.Key is "PATH" or "Path" or "SystemRoot" or "TEMP" or "TMP" or "TMPDIR")
                variables[(string)entry.Key] = (string)entry.Value!;
        }

        return variables;
    }
}
