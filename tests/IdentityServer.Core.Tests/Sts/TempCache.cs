using IdentityServer.Core.Sts;
using IdentityServer.Core.Tests.SharedConfig;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>A cache folder of its own, not yet created, and sessions to put there.</summary>
internal sealed class TempCache : IDisposable
{
    public const string Key = "ecd91d7989471012b3d38d435d4d037a581676a5";
    public const string OtherKey = "6ada7cd95b8811ac2db8893d3089f76fc409f60e";

    public static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly string root = Directory.CreateTempSubdirectory("sts-cache-").FullName;

    public TempCache()
    {
        Path = System.IO.Path.Combine(root, "cli", "cache");
        Folder = new StsCacheFolder(Path, Log);
        Lock = new MintLock(Folder, Time, LockLog);
    }

    public string Path { get; }

    public StsCacheFolder Folder { get; }

    public MintLock Lock { get; }

    public ListLogger<StsCacheFolder> Log { get; } = new();

    public ListLogger<MintLock> LockLog { get; } = new();

    public FakeTimeProvider Time { get; } = new(Start);

    public string File => FileOf(Key);

    public static StsSession Session(DateTimeOffset? expiration = null, string mark = "1") =>
        new(
            new AwsCredentials($"ASIA{mark}", new Secret($"secret+/{mark}"), new Secret($"token+/={mark}"), expiration ?? Start.AddHours(1), "123456789012"),
            expiration ?? Start.AddHours(1),
            $"AROAEXAMPLE:{mark}",
            $"arn:aws:sts::123456789012:assumed-role/Demo/{mark}",
            $"request-{mark}");

    public string FileOf(string key) => System.IO.Path.Combine(Path, key + ".json");

    /// <summary>Puts a file of another tool into the folder.</summary>
    public void Put(string name, string text)
    {
        Directory.CreateDirectory(Path);
        System.IO.File.WriteAllText(System.IO.Path.Combine(Path, name), text);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
