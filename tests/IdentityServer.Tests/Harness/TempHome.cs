using System.Globalization;
using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>A home folder of its own, with the files of <c>~/.aws</c>; removed with the test.</summary>
internal sealed class TempHome : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("identity-server-test-");

    public string Root => root.FullName;

    public string CacheFolder => System.IO.Path.Combine(Root, ".aws", "cli", "cache");

    public string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public void WriteConfig(string text) => Write(".aws/config", text);

    public void WriteCredentials(string text) => Write(".aws/credentials", text);

    public string Write(string relative, string text)
    {
        string path = Path(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using StreamWriter writer = new(path, options);
        writer.Write(text);
        return path;
    }

    public string CacheEntryPath(string key) => System.IO.Path.Combine(CacheFolder, key + ".json");

    /// <summary>Names of all files in the cache folder, sorted.</summary>
    /// <summary>The files of the cache folder, but for the empty ones that are locks.</summary>
    public IReadOnlyList<string> CacheFiles() =>
        Directory.Exists(CacheFolder) ? [.. Directory.GetFiles(CacheFolder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file => System.IO.Path.GetFileName(file)).Order()] : [];

    public JsonObject ReadCacheEntry(string key) => JsonNode.Parse(File.ReadAllText(CacheEntryPath(key)))!.AsObject();

    /// <summary>An entry as the AWS CLI writes it; <paramref name="expiration"/> is the text that goes into the file.</summary>
    public void WriteCacheEntry(string key, string accessKeyId, string expiration) => Write($".aws/cli/cache/{key}.json", new JsonObject
    {
        ["Credentials"] = new JsonObject
        {
            ["AccessKeyId"] = accessKeyId,
            ["SecretAccessKey"] = "cached-SECRET-of-" + accessKeyId,
            ["SessionToken"] = "cached-TOKEN-of-" + accessKeyId,
            ["Expiration"] = expiration,
        },
        ["AssumedRoleUser"] = new JsonObject { ["AssumedRoleId"] = "AROACACHED:cli", ["Arn"] = "arn:aws:sts::123456789012:assumed-role/Demo/cli" },
        ["ResponseMetadata"] = new JsonObject { ["RequestId"] = "1", ["HTTPStatusCode"] = 200, ["RetryAttempts"] = 0 },
    }.ToJsonString());

    public static string InAnHour(string format) =>
        TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + format;

    /// <summary>Every file below the home with its text: two equal snapshots mean that nothing was touched.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() => Directory
        .GetFiles(Path(".aws"), "*", SearchOption.AllDirectories)
        .ToDictionary(path => System.IO.Path.GetRelativePath(Root, path), File.ReadAllText);

    public void Dispose() => root.Delete(recursive: true);
}
