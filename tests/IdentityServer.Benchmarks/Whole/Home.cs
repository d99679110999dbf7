using System.Globalization;
using System.Text;
using IdentityServer.Core.Sts;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>A home folder with shared-config files of a given number of profiles, and a cached session.</summary>
internal sealed class Home : IDisposable
{
    /// <summary>A profile with static keys.</summary>
    public const string StaticProfile = "person-5";

    /// <summary>A role whose session is in the cache.</summary>
    public const string CachedRole = "cached-role";

    /// <summary>A role without a session.</summary>
    public const string FreshRole = "fresh-role";

    private const string CachedRoleArn = "arn:aws:iam::123456789012:role/Cached";

    // A file that was written a moment ago is compared byte by byte at each request; users' files are older.
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    public Home(int profiles)
    {
        Profiles = profiles;
        Folder = Directory.CreateTempSubdirectory("identity-bench-").FullName;
        string cache = Path.Combine(Folder, ".aws", "cli", "cache");
        Directory.CreateDirectory(cache);
        ConfigFile = Path.Combine(Folder, ".aws", "config");
        File.WriteAllText(ConfigFile, ConfigText(profiles));
        File.SetLastWriteTimeUtc(ConfigFile, (TimeProvider.System.GetUtcNow() - Age).UtcDateTime);
        CachedSessionFile = Path.Combine(cache, StsCacheKey.ForRole(CachedRoleArn, null, null, null, null) + ".json");
        File.WriteAllText(CachedSessionFile, CachedSession());
    }

    public int Profiles { get; }

    public string Folder { get; }

    public string ConfigFile { get; }

    public string CachedSessionFile { get; }

    /// <summary>A config file: static keys and roles in turn, about 100 bytes a profile, as generated files have them.</summary>
    public static string ConfigText(int profiles)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"[profile {CachedRole}]\nrole_arn = {CachedRoleArn}\nsource_profile = {StaticProfile}\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"[profile {FreshRole}]\nrole_arn = arn:aws:iam::123456789012:role/Fresh\nsource_profile = {StaticProfile}\n");
        for (int number = 2; number < profiles; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"[profile person-{number}]\n");
            if (number % 2 == 0)
                text.Append(CultureInfo.InvariantCulture, $"role_arn = arn:aws:iam::123456789012:role/Role{number}\nsource_profile = {StaticProfile}\n\n");
            else
                text.Append(CultureInfo.InvariantCulture, $"aws_access_key_id = AKIAEXAMPLE{number:D9}\naws_secret_access_key = example/secret/of/person/{number:D15}\n\n");
        }

        return text.ToString();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string CachedSession() =>
        $$$"""
        {"Credentials": {"AccessKeyId": "ASIAEXAMPLE000000001", "SecretAccessKey": "example/secret/of/a/session/000000000001",
        "SessionToken": "{{{new string('t', 600)}}}", "Expiration": "{{{(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(12)).UtcDateTime:yyyy-MM-ddTHH:mm:ss}}}Z"},
        "AssumedRoleUser": {"AssumedRoleId": "AROAEXAMPLE:bench", "Arn": "arn:aws:sts::123456789012:assumed-role/Cached/bench"}}
        """;
}
