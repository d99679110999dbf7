using System.Text;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Tests.SharedConfig;

/// <summary>When the store reads again, and what it says about a file that it cannot read.</summary>
public sealed class ProfileStoreTests : IDisposable
{
    private readonly TempConfig files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void The_snapshot_is_the_same_object_while_nothing_changed()
    {
        files.WriteConfig("[profile dev]\nregion = a\n");
        ProfileStore store = files.Store();

        Assert.Same(store.GetSnapshot(), store.GetSnapshot());
    }

    [Fact]
    public void A_settled_file_is_not_read_again()
    {
        files.WriteConfig("[profile dev]\nregion = a\n");
        ProfileStore store = files.Store();
        store.GetSnapshot();

        // Another content under the same length and time: only a reading would tell.
        files.WriteConfig("[profile dev]\nregion = b\n");

        Assert.Equal("a", Region(store));
    }

    [Fact]
    public void A_new_time_has_the_file_read_again()
    {
        files.WriteConfig("[profile dev]\nregion = a\n");
        ProfileStore store = files.Store();
        store.GetSnapshot();

        TempConfig.Write(files.Locations.ConfigFile, "[profile dev]\nregion = b\n"u8.ToArray(), TempConfig.Written.AddSeconds(3));

        Assert.Equal("b", Region(store));
    }

    [Fact]
    public void A_new_length_has_the_file_read_again()
    {
        files.WriteCredentials("[dev]\nregion = a\n");
        ProfileStore store = files.Store();
        store.GetSnapshot();

        files.WriteCredentials("[dev]\nregion = bb\n");

        Assert.Equal("bb", Region(store));
    }

    [Fact]
    public void A_second_edit_within_the_grain_of_the_clock_is_seen()
    {
        files.Time.SetUtcNow(TempConfig.Written.AddMinutes(2));
        DateTimeOffset justNow = files.Time.GetUtcNow().AddSeconds(-1);
        TempConfig.Write(files.Locations.ConfigFile, "[profile dev]\nregion = a\n"u8.ToArray(), justNow);
        ProfileStore store = files.Store();
        Assert.Equal("a", Region(store));

        TempConfig.Write(files.Locations.ConfigFile, "[profile dev]\nregion = b\n"u8.ToArray(), justNow);

        Assert.Equal("b", Region(store));
    }

    [Fact]
    public void An_edit_seen_late_is_seen_once_and_then_trusted()
    {
        DateTimeOffset justNow = files.Time.GetUtcNow().AddSeconds(-1);
        TempConfig.Write(files.Locations.ConfigFile, "[profile dev]\nregion = a\n"u8.ToArray(), justNow);
        ProfileStore store = files.Store();
        ConfigSnapshot first = store.GetSnapshot();

        // Read again for its young stamp, but the same bytes give the same snapshot.
        Assert.Same(first, store.GetSnapshot());
        files.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Same(first, store.GetSnapshot());

        TempConfig.Write(files.Locations.ConfigFile, "[profile dev]\nregion = b\n"u8.ToArray(), justNow);
        Assert.Same(first, store.GetSnapshot());
    }

    [Fact]
    public void A_file_dated_in_the_future_is_never_trusted()
    {
        DateTimeOffset tomorrow = files.Time.GetUtcNow().AddDays(1);
        TempConfig.Write(files.Locations.ConfigFile, "[profile dev]\nregion = a\n"u8.ToArray(), tomorrow);
        ProfileStore store = files.Store();
        Assert.Equal("a", Region(store));

        TempConfig.Write(files.Locations.ConfigFile, "[profile dev]\nregion = b\n"u8.ToArray(), tomorrow);

        Assert.Equal("b", Region(store));
    }

    [Fact]
    public void A_deleted_file_is_an_empty_file()
    {
        files.WriteConfig("[profile dev]\n");
        ProfileStore store = files.Store();
        Assert.NotEmpty(store.GetSnapshot().Profiles);

        File.Delete(files.Locations.ConfigFile);

        Assert.Empty(store.GetSnapshot().Profiles);
    }

    [Fact]
    public void A_file_created_later_is_read()
    {
        ProfileStore store = files.Store();
        Assert.Empty(store.GetSnapshot().Profiles);

        files.WriteCredentials("[dev]\nregion = a\n");

        Assert.Equal("a", Region(store));
    }

    [Fact]
    public void A_missing_folder_is_an_empty_file()
    {
        var locations = new ConfigLocations(Path.Combine(files.Folder, "no", "config"), Path.Combine(files.Folder, "no", "credentials"), "");

        ConfigSnapshot snapshot = new ProfileStore(locations, files.Time, new ListLogger<ProfileStore>()).GetSnapshot();

        Assert.Empty(snapshot.Profiles);
        Assert.Empty(snapshot.Problems);
    }

    [Fact]
    public void The_target_of_a_symbolic_link_is_watched()
    {
        string target = Path.Combine(files.Folder, "dotfiles-config");
        TempConfig.Write(target, "[profile dev]\nregion = a\n"u8.ToArray(), TempConfig.Written);
        try
        {
            File.CreateSymbolicLink(files.Locations.ConfigFile, target);
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            Assert.Skip("Symbolic links need developer mode on this Windows.");
        }

        // The link is as new as this test; for the clock it has been there for long.
        files.Time.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(1));
        ProfileStore store = files.Store();
        Assert.Equal("a", Region(store));

        TempConfig.Write(target, "[profile dev]\nregion = bb\n"u8.ToArray(), TempConfig.Written.AddSeconds(3));

        Assert.Equal("bb", Region(store));
    }

    [Fact]
    public void A_symbolic_link_to_nowhere_is_an_empty_file()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Symbolic links need developer mode on Windows.");
        File.CreateSymbolicLink(files.Locations.ConfigFile, Path.Combine(files.Folder, "gone"));

        Assert.Empty(files.Store().GetSnapshot().Profiles);
    }

    [Fact]
    public void A_circle_of_symbolic_links_cannot_be_read()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Symbolic links need developer mode on Windows.");
        File.CreateSymbolicLink(files.Locations.ConfigFile, files.Locations.ConfigFile);

        AssertUnreadable(files.Locations.ConfigFile, "AWS_CONFIG_FILE");
    }

    [Fact]
    public void A_folder_in_place_of_the_file_cannot_be_read()
    {
        Directory.CreateDirectory(files.Locations.CredentialsFile);

        AssertUnreadable(files.Locations.CredentialsFile, "it is a folder", "AWS_SHARED_CREDENTIALS_FILE");
    }

    [Fact]
    public void A_file_without_permission_cannot_be_read()
    {
        files.WriteConfig("[default]\n");
        if (OperatingSystem.IsWindows())
            Assert.Skip("Unix file modes are not there on Windows.");
        else
            File.SetUnixFileMode(files.Locations.ConfigFile, UnixFileMode.None);
        if (CanRead(files.Locations.ConfigFile))
            Assert.Skip("This user (root) reads every file.");

        AssertUnreadable(files.Locations.ConfigFile, "permission is denied", "right to read");
    }

    [Fact]
    public void A_file_held_by_another_process_cannot_be_read()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Skip("Only Windows holds a file against its readers.");
        files.WriteConfig("[default]\n");
        using FileStream held = File.Open(files.Locations.ConfigFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        AssertUnreadable(files.Locations.ConfigFile, "the system says");
    }

    [Theory]
    [InlineData("5B 61 5D 0A 78 3D FF 0A", 2)]
    [InlineData("FF", 1)]
    [InlineData("0D 0A 0D 0A E2 82", 3)]
    [InlineData("61 0D 62 0D C0 80", 3)]
    [InlineData("EF BB BF 0A C3 28", 2)]
    [InlineData("0A ED A0 80", 2)]
    public void Bytes_that_are_not_UTF8_are_told_with_their_line(string bytes, int line)
    {
        TempConfig.Write(files.Locations.ConfigFile, Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), TempConfig.Written);

        AssertUnreadable(files.Locations.ConfigFile, $"line {line} holds a byte that is not UTF-8", "Save the file as UTF-8");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void UTF16_is_told_apart(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        TempConfig.Write(files.Locations.CredentialsFile, [.. encoding.GetPreamble(), .. encoding.GetBytes("[default]\n")], TempConfig.Written);

        AssertUnreadable(files.Locations.CredentialsFile, "UTF-16", "Save it as UTF-8");
    }

    [Fact]
    public void A_file_mended_after_a_failure_is_read()
    {
        files.WriteConfig("[profile dev]\nregion = a\n");
        ProfileStore store = files.Store();
        store.GetSnapshot();
        TempConfig.Write(files.Locations.ConfigFile, [0xFF], TempConfig.Written);
        Assert.Throws<IdentityException>(store.GetSnapshot);
        Assert.Throws<IdentityException>(store.GetSnapshot);

        files.WriteConfig("[profile dev]\nregion = bb\n");

        Assert.Equal("bb", Region(store));
    }

    [Fact]
    public void Problems_are_logged_once_for_each_reading()
    {
        files.WriteConfig("[profile dev]\noops\n");
        files.WriteCredentials("[dev]\nregion = a\n");
        var log = new ListLogger<ProfileStore>();
        ProfileStore store = files.Store(log);

        store.GetSnapshot();
        store.GetSnapshot();
        Assert.StartsWith($"Warning: {files.Locations.ConfigFile}:2: ", Assert.Single(log.Lines), StringComparison.Ordinal);

        files.WriteCredentials("[dev]\nregion = bb\n");
        store.GetSnapshot();
        Assert.Single(log.Lines);

        files.WriteConfig("[profile dev]\noops again\n");
        store.GetSnapshot();
        Assert.Equal(2, log.Lines.Count);
    }

    [Fact]
    public void A_file_of_problems_does_not_flood_the_log()
    {
        files.WriteConfig(string.Concat(Enumerable.Repeat("[\n", 500)));
        var log = new ListLogger<ProfileStore>();

        files.Store(log).GetSnapshot();

        Assert.Equal(51, log.Lines.Count);
        Assert.Contains("450 more", log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_threads_see_whole_snapshots_while_the_file_changes()
    {
        files.WriteConfig("[profile a]\n[profile b]\n");
        ProfileStore store = files.Store();
        Task[] readers =
        [
            .. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 500; i++)
                    Assert.Equal(2, store.GetSnapshot().Profiles.Count);
            })),
        ];
        string other = Path.Combine(files.Folder, "new");
        for (int i = 0; i < 50; i++)
        {
            TempConfig.Write(other, Encoding.UTF8.GetBytes($"[profile a]\nregion = {i}\n[profile b]\n"), TempConfig.Written.AddSeconds(i));
            File.Move(other, files.Locations.ConfigFile, overwrite: true);
        }

        await Task.WhenAll(readers);
    }

    private static string? Region(ProfileStore store) => store.GetSnapshot().Profiles["dev"].Find("region")?.Value;

    private static bool CanRead(string path)
    {
        try
        {
            File.ReadAllBytes(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void AssertUnreadable(string path, params string[] texts)
    {
        IdentityException exception = Assert.Throws<IdentityException>(files.Store().GetSnapshot);
        Assert.Equal(IdentityErrorCode.CannotReadSharedConfig, exception.Code);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.All(texts, text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
    }
}
