using System.Runtime.Versioning;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>The folder: its files, their modes, its neighbours, and what may lie in an entry's place.</summary>
public sealed class StsCacheFolderTests : IDisposable
{
    private readonly TempCache cache = new();

    public void Dispose() => cache.Dispose();

    [Fact]
    public void Nothing_is_a_miss_and_creates_nothing()
    {
        Assert.Null(cache.Folder.Read(TempCache.Key));
        cache.Folder.Remove(TempCache.Key);

        Assert.False(Directory.Exists(cache.Path));
        Assert.Empty(cache.Log.Lines);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Only_the_owner_can_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes: the user's folder is private by inheritance.");

        cache.Folder.Write(TempCache.Key, TempCache.Session());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cache.File));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(cache.Path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void An_entry_that_others_could_read_becomes_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes: the user's folder is private by inheritance.");
        cache.Put(TempCache.Key + ".json", "{}");
        File.SetUnixFileMode(cache.File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        cache.Folder.Write(TempCache.Key, TempCache.Session());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cache.File));
    }

    [Fact]
    public void Neighbours_stay_as_they_are()
    {
        string[] names = ["session.db", "completer.json", TempCache.OtherKey + ".json", TempCache.Key + ".json.bak"];
        foreach (string name in names)
            cache.Put(name, $"content of {name}");

        cache.Folder.Write(TempCache.Key, TempCache.Session());
        cache.Folder.Write(TempCache.Key, TempCache.Session(mark: "2"));
        cache.Folder.Read(TempCache.Key);
        cache.Folder.Remove(TempCache.Key);

        Assert.Equal(names.Order(), Names());
        Assert.All(names, name => Assert.Equal($"content of {name}", File.ReadAllText(Path.Combine(cache.Path, name))));
    }

    [Fact]
    public void A_write_leaves_the_entry_and_nothing_else()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session());
        cache.Folder.Write(TempCache.Key, TempCache.Session(mark: "2"));

        Assert.Equal([TempCache.Key + ".json"], Names());
        Assert.Equal(TempCache.Session(mark: "2"), cache.Folder.Read(TempCache.Key));
    }

    [Fact]
    public void An_entry_far_too_long_is_a_miss()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session());
        string entry = File.ReadAllText(cache.File);
        File.WriteAllText(cache.File, entry + new string(' ', (1024 * 1024) - entry.Length));
        Assert.NotNull(cache.Folder.Read(TempCache.Key));

        File.AppendAllText(cache.File, " ");

        Assert.Null(cache.Folder.Read(TempCache.Key));
    }

    [Fact]
    public void A_folder_in_the_entrys_place_is_a_miss_and_stays()
    {
        Directory.CreateDirectory(cache.File);

        Assert.Null(cache.Folder.Read(TempCache.Key));
        cache.Folder.Write(TempCache.Key, TempCache.Session());

        Assert.True(Directory.Exists(cache.File));
        Assert.Single(cache.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(cache.File, StringComparison.Ordinal));
        Assert.Equal([TempCache.Key + ".json"], Names());
    }

    [Fact]
    public void A_link_in_the_entrys_place_is_a_miss_and_its_target_is_never_touched()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only administrators make symbolic links.");
        cache.Folder.Write(TempCache.OtherKey, TempCache.Session());
        string target = cache.FileOf(TempCache.OtherKey);
        File.CreateSymbolicLink(cache.File, target);

        Assert.Null(cache.Folder.Read(TempCache.Key));
        cache.Folder.Write(TempCache.Key, TempCache.Session(mark: "2"));

        Assert.Null(new FileInfo(cache.File).LinkTarget);
        Assert.Equal(TempCache.Session(), cache.Folder.Read(TempCache.OtherKey));
        Assert.Equal(TempCache.Session(mark: "2"), cache.Folder.Read(TempCache.Key));
    }

    [Fact]
    public void To_remove_a_link_leaves_its_target()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only administrators make symbolic links.");
        cache.Folder.Write(TempCache.OtherKey, TempCache.Session());
        File.CreateSymbolicLink(cache.File, cache.FileOf(TempCache.OtherKey));

        cache.Folder.Remove(TempCache.Key);

        Assert.Equal([TempCache.OtherKey + ".json"], Names());
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_a_miss()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only administrators make symbolic links.");
        Directory.CreateDirectory(cache.Path);
        File.CreateSymbolicLink(cache.File, Path.Combine(cache.Path, "nowhere"));

        Assert.Null(cache.Folder.Read(TempCache.Key));
        Assert.Empty(cache.Log.Lines);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_warning()
    {
        // A file in the folder's place: modes would not stop a superuser.
        Directory.CreateDirectory(Path.GetDirectoryName(cache.Path)!);
        File.WriteAllText(cache.Path, "not a folder");

        cache.Folder.Write(TempCache.Key, TempCache.Session());

        string warning = Assert.Single(cache.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains(cache.File, warning, StringComparison.Ordinal);
        Assert.DoesNotContain("secret+/1", warning, StringComparison.Ordinal);
        Assert.Equal("not a folder", File.ReadAllText(cache.Path));
    }

    [Fact]
    public void A_session_that_the_folder_cannot_take_is_kept_in_memory_until_it_is_removed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(cache.Path)!);
        File.WriteAllText(cache.Path, "not a folder");
        cache.Folder.Write(TempCache.Key, TempCache.Session());
        Assert.Equal(TempCache.Session(), cache.Folder.Read(TempCache.Key));
        Assert.Null(new StsCacheFolder(cache.Path, cache.Log).Read(TempCache.Key));

        cache.Folder.Remove(TempCache.Key);

        Assert.Null(cache.Folder.Read(TempCache.Key));
    }

    [Fact]
    public void A_session_in_memory_gives_way_to_a_newer_one_in_the_folder()
    {
        Directory.CreateDirectory(Path.Combine(cache.File, "inside"));
        cache.Folder.Write(TempCache.Key, TempCache.Session());
        Directory.Delete(cache.File, recursive: true);
        StsSession newer = TempCache.Session(TempCache.Start.AddHours(2), "2");
        new StsCacheFolder(cache.Path, cache.Log).Write(TempCache.Key, newer);

        Assert.Equal(newer, cache.Folder.Read(TempCache.Key));
    }

    [Fact]
    public void What_a_killed_writer_left_of_an_entry_goes_with_its_next_write()
    {
        cache.Put($".{TempCache.Key}.h5huqmsu.abc.tmp", "half");
        cache.Put($".{TempCache.Key}.h5huqmsu.def.tmp", "being written");
        cache.Put($".{TempCache.OtherKey}.h5huqmsu.abc.tmp", "half of another");
        File.SetLastWriteTimeUtc(Path.Combine(cache.Path, $".{TempCache.Key}.h5huqmsu.abc.tmp"), DateTime.UnixEpoch);
        File.SetLastWriteTimeUtc(Path.Combine(cache.Path, $".{TempCache.OtherKey}.h5huqmsu.abc.tmp"), DateTime.UnixEpoch);

        cache.Folder.Write(TempCache.Key, TempCache.Session());

        Assert.Equal(
            [$".{TempCache.OtherKey}.h5huqmsu.abc.tmp", $".{TempCache.Key}.h5huqmsu.def.tmp", $"{TempCache.Key}.json"],
            Directory.GetFiles(cache.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_entry_that_cannot_be_removed_is_an_error_that_names_it()
    {
        Directory.CreateDirectory(Path.Combine(cache.File, "inside"));

        IdentityException error = Assert.Throws<IdentityException>(() => cache.Folder.Remove(TempCache.Key));

        Assert.Equal(IdentityErrorCode.CannotWriteStsCache, error.Code);
        Assert.Contains(cache.File, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_writers_never_show_half_an_entry()
    {
        const int writers = 4;
        const int rounds = 50;
        cache.Folder.Write(TempCache.Key, TempCache.Session(mark: "0"));
        StsSession[] sessions = [.. Enumerable.Range(0, writers).Select(writer => TempCache.Session(mark: new string((char)('a' + writer), 10 + (500 * writer))))];
        var writing = Task.WhenAll(sessions.Select(session => Task.Run(() =>
        {
            for (int round = 0; round < rounds; round++)
                cache.Folder.Write(TempCache.Key, session);
        })));

        int reads = 0;
        do
        {
            StsSession? seen = cache.Folder.Read(TempCache.Key);
            Assert.Contains(seen, sessions.Append(TempCache.Session(mark: "0")));
            reads++;
        }
        while (!writing.IsCompleted);
        await writing;

        Assert.True(reads > 1);
        Assert.Contains(cache.Folder.Read(TempCache.Key), sessions);
        Assert.Equal([TempCache.Key + ".json"], Names());
        Assert.Empty(cache.Log.Lines);
    }

    private IEnumerable<string> Names() => new DirectoryInfo(cache.Path).EnumerateFileSystemInfos().Select(entry => entry.Name).Order();
}
