using System.Text;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Interop;

/// <summary>One side's world: a home folder and a loopback AWS that nobody else uses, so that its log tells what this side called.</summary>
internal sealed class DifferentialWorld : IAsyncDisposable
{
    private static readonly string[] CallFields = ["Action", "RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds", "SerialNumber", "WebIdentityToken"];

    private readonly LocalAwsServer aws;
    private int seen;

    private DifferentialWorld(LocalAwsServer aws, DifferentialEnvironment environment)
    {
        this.aws = aws;
        aws.MfaCodes["arn:aws:iam::111111111111:mfa/me"] = DifferentialCase.MfaCode;
        aws.DeniedRoles.Add("arn:aws:iam::123456789012:role/Denied");
        aws.Container.RequiredAuthorization = DifferentialEnvironment.ContainerToken;
        aws.Metadata.Versions = environment.Versions;
        Environment = environment.Variables.ToDictionary(variable => variable.Key, variable => Fill(variable.Value));
    }

    public TempHome Home { get; } = new();

    /// <summary>On top of the least that a process needs.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    public static async Task<DifferentialWorld> OpenAsync(DifferentialEnvironment environment) => new(await LocalAwsServer.StartAsync(), environment);

    /// <summary>Lays out the files of a pair, and forgets those of the pair before it, the cached sessions included.</summary>
    public void Set(DifferentialCase pair)
    {
        foreach (string entry in Directory.GetDirectories(Home.Root)) Directory.Delete(entry, recursive: true);
        foreach (string entry in Directory.GetFiles(Home.Root)) File.Delete(entry);
        Write(".aws/config", pair.Config);
        Write(".aws/credentials", pair.Credentials);
        foreach ((string path, string text) in pair.Files) Write(path, text);
        // A key that goes with a token is known as such; every other key is a user's own.
        string all = string.Concat([pair.Config, pair.Credentials, .. pair.Files.Values, .. Environment.Values]);
        aws.KnownSessionTokens.Clear();
        foreach (string name in (string[])["BASE", "DEV", "ENVTOKEN", "PROCESS"])
        {
            if (all.Contains($"token-of-{name}", StringComparison.Ordinal)) aws.KnownSessionTokens[$"AKIA{name}"] = $"token-of-{name}";
        }

        seen = aws.Requests.Count;
    }

    /// <summary>The outcome with these keys, and the calls since <see cref="Set"/>.</summary>
    public DifferentialOutcome Succeeded(string accessKeyId, string secretAccessKey, string? sessionToken)
    {
        Dictionary<string, string> minted = [];
        List<IReadOnlyDictionary<string, string>> calls = [.. aws.Requests.Skip(seen).Where(IsOfInterest).Select(request => Describe(request, minted))];
        Dictionary<string, string> keys = new() { ["accessKeyId"] = Name(accessKeyId, minted) };
        if (!minted.ContainsKey(accessKeyId))
        {
            keys["secretAccessKey"] = secretAccessKey;
            // An empty token and none are one to whoever signs with it.
            if (sessionToken is { Length: > 0 }) keys["sessionToken"] = sessionToken;
        }

        return new DifferentialOutcome(null, null, keys, calls);
    }

    public static DifferentialOutcome Failed(string error, string message) => new(error, message, new Dictionary<string, string>(), []);

    public async ValueTask DisposeAsync()
    {
        await aws.DisposeAsync();
        Home.Dispose();
    }

    // Metadata takes several requests, and how many is the client's affair: its document stands for them all.
    private static bool IsOfInterest(LoggedRequest request) =>
        request.Action is LocalAwsActions.AssumeRole or LocalAwsActions.AssumeRoleWithWebIdentity or LocalAwsActions.ImdsDocument or LocalAwsActions.Container;

    private static Dictionary<string, string> Describe(LoggedRequest request, Dictionary<string, string> minted)
    {
        Dictionary<string, string> call = new() { ["Action"] = request.Action };
        foreach (string field in CallFields)
        {
            if (request.Parameters.TryGetValue(field, out string? value)) call[field] = value;
        }

        if (call.TryGetValue("RoleSessionName", out string? name) && IsGenerated(name)) call["RoleSessionName"] = "(generated)";
        if (request.SigningKeyId is not null) call["signer"] = Name(request.SigningKeyId, minted) + (request.SecurityToken is null ? "" : " with a token");
        if (request.SigningRegion is not null) call["region"] = request.SigningRegion;
        return call;
    }

    // Each side makes up names of its own.
    private static bool IsGenerated(string name) =>
        name.StartsWith("botocore-session-", StringComparison.Ordinal) || name.StartsWith("identity-server-", StringComparison.Ordinal);

    // Minted keys have numbers as names, in the order in which they are met.
    private static string Name(string accessKeyId, Dictionary<string, string> minted)
    {
        if (!accessKeyId.StartsWith("ASIA", StringComparison.Ordinal)) return accessKeyId;
        if (!minted.TryGetValue(accessKeyId, out string? name)) minted[accessKeyId] = name = $"minted {minted.Count + 1}";
        return name;
    }

    private string Fill(string text) => text
        .Replace("{home}", Home.Root, StringComparison.Ordinal)
        .Replace("{endpoint}", aws.Endpoint.ToString(), StringComparison.Ordinal);

    private void Write(string path, string? text)
    {
        if (text is null) return;
        string full = Home.Write(path, "");
        byte[] bytes = Encoding.UTF8.GetBytes(Fill(text));
        // U+FFFD stands for a byte that is no UTF-8.
        byte[] replacement = "\uFFFD"u8.ToArray();
        int at = bytes.AsSpan().IndexOf(replacement);
        File.WriteAllBytes(full, at < 0 ? bytes : [.. bytes.AsSpan(0, at), 0xFF, .. bytes.AsSpan(at + replacement.Length)]);
    }
}
