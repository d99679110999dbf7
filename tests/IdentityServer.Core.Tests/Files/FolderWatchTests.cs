using IdentityServer.Core.Files;
using IdentityServer.Core.Tests.SharedConfig;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Files;

/// <summary>Every way in which a file of the folder changes is told. The clock stands still, so that nothing is seen by polling unless a test moves it.</summary>
public sealed class FolderWatchTests : IDisposable
{
    private readonly TempTree tree = new();
    private readonly FakeTimeProvider time = new();
    private readonly ListLogger<FolderWatch> log = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public async Task A_file_is_written_in_every_way()
    {
        tree.Folder("home/.aws");
        Mirror mirror = Of("home/.aws/config");
        using FolderWatch watch = Watch("home/.aws", mirror);

        tree.File("home/.aws/config", "created");
        await mirror.ShowsAsync("created");
        tree.File("home/.aws/config", "written anew");
        await mirror.ShowsAsync("written anew");
        File.AppendAllText(tree["home/.aws/config"], ", and more");
        await mirror.ShowsAsync("written anew, and more");
        tree.Replace("home/.aws/config", "replaced from elsewhere");
        await mirror.ShowsAsync("replaced from elsewhere");
        tree.Delete("home/.aws/config");
        await mirror.ShowsAsync(Mirror.Missing);
    }

    [Fact]
    public async Task An_editor_swaps_the_file()
    {
        tree.Folder("home/.aws");
        tree.File("home/.aws/config", "one");
        Mirror mirror = Of("home/.aws/config", "home/.aws/config~");
        using FolderWatch watch = Watch("home/.aws", mirror);

        tree.File("home/.aws/.config.swp", "two");
        tree.Move("home/.aws/config", "home/.aws/config~");
        tree.Move("home/.aws/.config.swp", "home/.aws/config");

        await mirror.ShowsAsync("two|one");
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_change_of_the_mode_is_told()
    {
        tree.Folder("home/.aws");
        tree.File("home/.aws/config", "one");
        Mirror mirror = Of("home/.aws/config");
        using FolderWatch watch = Watch("home/.aws", mirror);

        tree.Mode("home/.aws/config", UnixFileMode.None);
        await mirror.ShowsAsync(Mirror.Locked);
        tree.Mode("home/.aws/config", UnixFileMode.UserRead);
        await mirror.ShowsAsync("one");

        int looks = mirror.Looks;
        tree.Mode("home/.aws", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await mirror.LooksAsync(looks + 1);
    }

    [Fact]
    public async Task The_folder_comes_later_by_and_by_or_all_at_once()
    {
        tree.Folder("home");
        Mirror mirror = Of("home/.aws/cli/cache/a.json");
        using FolderWatch watch = Watch("home/.aws/cli/cache", mirror);

        tree.Folder("home/.aws/cli/cache");
        tree.File("home/.aws/cli/cache/a.json", "one");
        await mirror.ShowsAsync("one");

        tree.Delete("home/.aws");
        await mirror.ShowsAsync(Mirror.Missing);
        tree.Folder("ready/cli/cache");
        tree.File("ready/cli/cache/a.json", "two");
        tree.Move("ready", "home/.aws");
        await mirror.ShowsAsync("two");
        tree.File("home/.aws/cli/cache/a.json", "three");
        await mirror.ShowsAsync("three");
    }

    [Theory]
    [InlineData("a/b/c", "a/b/old")]
    [InlineData("a/b", "a/old")]
    public async Task Another_folder_takes_the_place_of_one_on_the_way(string moved, string to)
    {
        tree.Folder("a/b/c");
        tree.Folder("new/b/c");
        Mirror mirror = Of("a/b/c/config");
        using FolderWatch watch = Watch("a/b/c", mirror);

        tree.File("a/b/c/config", "old");
        await mirror.ShowsAsync("old");
        tree.Move(moved, to);
        tree.Move("new" + moved[1..], moved);
        await mirror.ShowsAsync(Mirror.Missing);
        tree.File("a/b/c/config", "new");
        await mirror.ShowsAsync("new");
        tree.File("a/b/c/config", "newer");
        await mirror.ShowsAsync("newer");
    }

    [Fact]
    public async Task Links_on_the_way_are_followed_and_may_change()
    {
        tree.Folder("home");
        tree.Folder("one/aws");
        tree.Folder("two/aws");
        tree.Link("dots", tree["one"]);
        tree.Link("home/.aws", "../dots/aws");
        Mirror mirror = Of("home/.aws/config");
        using FolderWatch watch = Watch("home/.aws", mirror);

        tree.File("one/aws/config", "of one");
        await mirror.ShowsAsync("of one");
        tree.Link("dots", tree["two"]);
        await mirror.ShowsAsync(Mirror.Missing);
        tree.File("two/aws/config", "of two");
        await mirror.ShowsAsync("of two");
        tree.Delete("two");
        await mirror.ShowsAsync(Mirror.Missing);
        tree.Folder("two/aws");
        tree.File("two/aws/config", "of two again");
        await mirror.ShowsAsync("of two again");
        tree.Delete("home/.aws");
        tree.Folder("home/.aws");
        tree.File("home/.aws/config", "no link any more");
        await mirror.ShowsAsync("no link any more");
    }

    [Fact]
    public async Task A_circle_of_links_and_a_file_in_the_way_may_be_mended()
    {
        tree.Folder("home");
        tree.Link("home/.aws", "circle");
        tree.Link("home/circle", ".aws");
        Mirror mirror = Of("home/.aws/config");
        using FolderWatch watch = Watch("home/.aws", mirror);

        tree.Replace("home/.aws", "a file");
        tree.Delete("home/.aws");
        tree.Folder("home/.aws");
        tree.File("home/.aws/config", "one");
        await mirror.ShowsAsync("one");
    }

    [Fact]
    public async Task A_change_right_after_the_constructor_is_told()
    {
        for (int i = 0; i < 25; i++)
        {
            tree.Folder($"{i}");
            Mirror mirror = Of($"{i}/.aws/config");
            using FolderWatch watch = Watch($"{i}/.aws", mirror);
            tree.Folder($"{i}/.aws");
            tree.File($"{i}/.aws/config", "one");
            await mirror.ShowsAsync("one");
        }
    }

    [Fact]
    public async Task A_folder_is_made_and_filled_while_the_watch_begins()
    {
        for (int i = 0; i < 25; i++)
        {
            tree.Folder($"{i}");
            string path = $"{i}/.aws";
            Mirror mirror = Of(path + "/config");
            Task<FolderWatch> beginning = Task.Run(() => Watch(path, mirror), TestContext.Current.CancellationToken);
            tree.Folder(path);
            using FolderWatch watch = await beginning;
            tree.File(path + "/config", "one");
            await mirror.ShowsAsync("one");
        }
    }

    [Fact]
    public async Task Ten_thousand_files_at_once_lose_nothing()
    {
        tree.Folder("home/.aws");
        Mirror mirror = Of("home/.aws/last");
        using FolderWatch watch = Watch("home/.aws", mirror);

        for (int i = 0; i < 10_000; i++)
            tree.File($"home/.aws/{i}", "");
        tree.File("home/.aws/last", "the last");

        await mirror.ShowsAsync("the last");
    }

    [Fact]
    public async Task After_an_overflow_all_is_looked_at_and_the_watch_goes_on()
    {
        tree.Folder("home/.aws");
        tree.File("home/.aws/config", "one");
        Mirror mirror = Of("home/.aws/config");
        ScriptedWatcher? last = null;
        using FolderWatch watch = Watch("home/.aws", mirror, path => last = new ScriptedWatcher(path));

        last!.Fail(new InternalBufferOverflowException());
        await mirror.ShowsAsync("one");
        tree.File("home/.aws/config", "two");
        await mirror.ShowsAsync("two");
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Without_events_it_looks_every_second_and_says_so_once()
    {
        tree.Folder("home/.aws");
        tree.File("home/.aws/config", "one");
        Mirror mirror = Of("home/.aws/config");
        using FolderWatch watch = Watch("home/.aws", mirror, _ => throw new IOException("The limit (128) is reached."));
        await mirror.ShowsAsync("one");
        Assert.Contains("every second: The limit (128) is reached.", Assert.Single(log.Lines), StringComparison.Ordinal);

        await AfterASecondAsync(() => tree.File("home/.aws/config", "another length"), "another length");
        await AfterASecondAsync(() => tree.Delete("home/.aws"), Mirror.Missing);
        tree.Folder("home/.aws");
        await AfterASecondAsync(() => tree.File("home/.aws/config", "three"), "three");
        Assert.Single(log.Lines);

        async Task AfterASecondAsync(Action change, string shown)
        {
            change();
            time.Advance(TimeSpan.FromSeconds(1));
            await mirror.ShowsAsync(shown);
        }
    }

    [Fact]
    public async Task A_limit_that_is_met_later_turns_to_looking()
    {
        tree.Folder("home/.aws");
        Mirror mirror = Of("home/.aws/config");
        ScriptedWatcher? last = null;
        using FolderWatch watch = Watch("home/.aws", mirror, path => last = new ScriptedWatcher(path));

        last!.Fail(new IOException("The limit of watches is reached."));
        await mirror.ShowsAsync(Mirror.Missing);
        tree.File("home/.aws/config", "one");
        time.Advance(TimeSpan.FromSeconds(1));
        await mirror.ShowsAsync("one");
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task A_folder_that_goes_for_ever_costs_no_more_watchers_in_the_end()
    {
        tree.Folder("home");
        Mirror mirror = Of("home/.aws/config");
        int made = 0;
        using FolderWatch watch = Watch("home/.aws", mirror, path =>
        {
            made++;
            return new FileSystemWatcher(path);
        });

        int times = 0;
        while (log.Lines.Count == 0 && times < 40)
            await GoAndComeAsync();
        int madeThen = made;
        await GoAndComeAsync();

        Assert.InRange(times, 10, 39);
        Assert.Equal(madeThen, made);

        async Task GoAndComeAsync()
        {
            tree.Folder("home/.aws");
            tree.File("home/.aws/config", $"{++times}");
            time.Advance(TimeSpan.FromSeconds(1));
            await mirror.ShowsAsync($"{times}");
            tree.Delete("home/.aws");
            time.Advance(TimeSpan.FromSeconds(1));
            await mirror.ShowsAsync(Mirror.Missing);
        }
    }

    [Fact]
    public void After_Dispose_nothing_is_told()
    {
        tree.Folder("home/.aws");
        for (int i = 0; i < 25; i++)
        {
            bool disposed = false;
            bool late = false;
            var watch = new FolderWatch(tree["home/.aws"], _ => late |= Volatile.Read(ref disposed), time, NullLogger.Instance);
            tree.File("home/.aws/config", $"{i}");
            tree.Delete("home/.aws");
            tree.Folder("home/.aws");
            watch.Dispose();
            Volatile.Write(ref disposed, true);
            tree.File("home/.aws/config", "after");
            watch.Dispose();
            Assert.False(Volatile.Read(ref late));
        }
    }

    [Fact]
    public async Task A_call_that_throws_ends_nothing_and_one_may_dispose_the_watch()
    {
        tree.Folder("home/.aws");
        FolderWatch? watch = null;
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        watch = new FolderWatch(
            tree["home/.aws"],
            name =>
            {
                if (name == "a" && first.TrySetResult())
                    throw new InvalidOperationException("as a test");
                if (name == "b")
                {
                    watch!.Dispose();
                    second.TrySetResult();
                }
            },
            time,
            log);

        tree.File("home/.aws/a", "");
        await first.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        tree.File("home/.aws/b", "");
        await second.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Contains("InvalidOperationException", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    private Mirror Of(params string[] paths) => new([.. paths.Select(path => tree[path])]);

    private FolderWatch Watch(string folder, Mirror mirror, Func<string, FileSystemWatcher>? create = null) =>
        new(tree[folder], _ => mirror.Look(), time, log, create ?? (static path => new FileSystemWatcher(path)));
}
