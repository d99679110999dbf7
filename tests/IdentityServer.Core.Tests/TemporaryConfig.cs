using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests;

/// <summary>The two shared-config files of one case, in a folder of their own that goes when the case ends.</summary>
internal sealed class TemporaryConfig : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("identity-server-test-");

    /// <summary>Writes the files; a file without lines is not written, which is the same as an empty one.</summary>
    public TemporaryConfig(IReadOnlyList<string> configLines, IReadOnlyList<string>? credentialsLines)
    {
        Locations = new ConfigLocations(
            Path.Combine(folder.FullName, "config"),
            Path.Combine(folder.FullName, "credentials"),
            Path.Combine(folder.FullName, "cli", "cache"));
        Write(Locations.ConfigFile, configLines);
        Write(Locations.CredentialsFile, credentialsLines ?? []);
    }

    public ConfigLocations Locations { get; }

    /// <summary>Both files, read as the server reads them.</summary>
    public ConfigSnapshot Read() => new ProfileStore(Locations, new FakeTimeProvider(), NullLogger<ProfileStore>.Instance).GetSnapshot();

    public void Dispose() => folder.Delete(recursive: true);

    private static void Write(string file, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
            File.WriteAllLines(file, lines);
    }
}
