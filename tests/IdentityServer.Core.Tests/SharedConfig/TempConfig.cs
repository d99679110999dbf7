using System.Text;
using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.SharedConfig;

/// <summary>The two files in a temporary folder of their own, and a clock far from the files' times.</summary>
internal sealed class TempConfig : IDisposable
{
    /// <summary>When the files are written, by their own stamps.</summary>
    public static readonly DateTimeOffset Written = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TempConfig()
    {
        Folder = Directory.CreateTempSubdirectory("shared-config-").FullName;
        Locations = new ConfigLocations(Path.Combine(Folder, "config"), Path.Combine(Folder, "credentials"), Path.Combine(Folder, "cache"));
    }

    public string Folder { get; }

    public ConfigLocations Locations { get; }

    public FakeTimeProvider Time { get; } = new(Written.AddMinutes(1));

    public ProfileStore Store(ILogger<ProfileStore>? logger = null) => new(Locations, Time, logger ?? NullLogger<ProfileStore>.Instance);

    public void WriteConfig(string text) => Write(Locations.ConfigFile, Encoding.UTF8.GetBytes(text), Written);

    public void WriteCredentials(string text) => Write(Locations.CredentialsFile, Encoding.UTF8.GetBytes(text), Written);

    public static void Write(string path, byte[] bytes, DateTimeOffset stamp)
    {
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, stamp.UtcDateTime);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
