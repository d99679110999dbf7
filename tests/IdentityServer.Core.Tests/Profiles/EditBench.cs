using System.Text;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityServer.Core.Tests.Profiles;

/// <summary>The two files in a folder of their own, and editors of them.</summary>
internal sealed class EditBench : IDisposable
{
    public const string BackupSuffix = ".identity-server.bak";

    public EditBench()
    {
        Folder = Directory.CreateTempSubdirectory("profile-editor-").FullName;
        Locations = new ConfigLocations(Path.Combine(Folder, "config"), Path.Combine(Folder, "credentials"), Path.Combine(Folder, "cache"));
    }

    public string Folder { get; }

    public ConfigLocations Locations { get; set; }

    public string? Config
    {
        get => ReadText(Locations.ConfigFile);
        set => Write(Locations.ConfigFile, value);
    }

    public string? Credentials
    {
        get => ReadText(Locations.CredentialsFile);
        set => Write(Locations.CredentialsFile, value);
    }

    public string? ConfigBackup => ReadText(Locations.ConfigFile + BackupSuffix);

    public string? CredentialsBackup => ReadText(Locations.CredentialsFile + BackupSuffix);

    public ProfileEditor Editor(TimeProvider? time = null) =>
        new(Store(), Locations, time ?? TimeProvider.System, NullLogger<ProfileEditor>.Instance);

    public ConfigSnapshot Snapshot() => Store().GetSnapshot();

    public Task SetAsync(string profile, string setting, string value) =>
        Editor().SetAsync(profile, setting, value, TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // Not File.ReadAllText, which takes the byte-order mark away.
    private static string? ReadText(string file) => File.Exists(file) ? new UTF8Encoding(false).GetString(File.ReadAllBytes(file)) : null;

    private static void Write(string file, string? text)
    {
        if (text is not null)
            File.WriteAllBytes(file, Encoding.UTF8.GetBytes(text));
    }

    private ProfileStore Store() => new(Locations, TimeProvider.System, NullLogger<ProfileStore>.Instance);
}
