using IdentityServer.Core.Files;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Files;

/// <summary>Single files, and the links that they may be.</summary>
public sealed class FileWatchTests : IDisposable
{
    private readonly TempTree tree = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public async Task Two_files_of_two_folders_are_told_in_every_way()
    {
        tree.Folder("home");
        tree.Folder("other");
        Mirror mirror = Of("home/.aws/config", "other/credentials");
        using FileWatch watch = Watch(mirror, "home/.aws/config", "other/credentials");

        tree.File("other/credentials", "a");
        await mirror.ShowsAsync($"{Mirror.Missing}|a");
        tree.Folder("home/.aws");
        tree.File("home/.aws/config", "b");
        await mirror.ShowsAsync("b|a");
        tree.Replace("home/.aws/config", "c");
        await mirror.ShowsAsync("c|a");
        tree.Delete("home/.aws");
        await mirror.ShowsAsync($"{Mirror.Missing}|a");
        tree.Delete("other/credentials");
        await mirror.ShowsAsync($"{Mirror.Missing}|{Mirror.Missing}");
    }

    [Fact]
    public async Task A_file_behind_links_is_told_of_and_so_is_another_target()
    {
        tree.Folder("home/.aws");
        tree.Folder("dots/one");
        tree.Folder("dots/two");
        tree.File("dots/one/config", "one");
        tree.Link("home/.aws/config", tree["dots/current/config"]);
        tree.Link("dots/current", "one");
        Mirror mirror = Of("home/.aws/config");
        using FileWatch watch = Watch(mirror, "home/.aws/config");

        tree.File("dots/one/config", "one, edited");
        await mirror.ShowsAsync("one, edited");
        tree.Link("dots/current", "two");
        await mirror.ShowsAsync(Mirror.Missing);
        tree.File("dots/two/config", "two");
        await mirror.ShowsAsync("two");
        tree.Replace("dots/two/config", "two, replaced");
        await mirror.ShowsAsync("two, replaced");
        tree.Replace("home/.aws/config", "a file of its own");
        await mirror.ShowsAsync("a file of its own");
        tree.Link("home/.aws/config", tree["dots/one/config"]);
        await mirror.ShowsAsync("one, edited");
        tree.File("dots/one/config", "one, edited again");
        await mirror.ShowsAsync("one, edited again");
    }

    [Fact]
    public async Task Other_files_of_the_folder_are_not_told_of()
    {
        tree.Folder("home/.aws");
        Mirror mirror = Of("home/.aws/config");
        using FileWatch watch = Watch(mirror, "home/.aws/config");

        for (int i = 0; i < 100; i++)
            tree.File($"home/.aws/{i}", "");
        tree.Folder("home/.aws/sso/cache");
        tree.Move("home/.aws/0", "home/.aws/config");
        await mirror.ShowsAsync("");

        Assert.InRange(mirror.Looks, 1, 2);
    }

    [Fact]
    public async Task Without_events_the_targets_are_looked_at()
    {
        tree.Folder("home/.aws");
        tree.Folder("dots");
        tree.File("dots/config", "one");
        tree.Link("home/.aws/config", tree["dots/config"]);
        Mirror mirror = Of("home/.aws/config");
        using var watch = new FileWatch(
            [tree["home/.aws/config"]], mirror.Look, time, NullLogger.Instance, _ => throw new PlatformNotSupportedException());
        await mirror.ShowsAsync("one");

        tree.File("dots/config", "one, edited");
        time.Advance(TimeSpan.FromSeconds(1));
        await mirror.ShowsAsync("one, edited");
        tree.Delete("home/.aws/config");
        time.Advance(TimeSpan.FromSeconds(1));
        await mirror.ShowsAsync(Mirror.Missing);
    }

    private Mirror Of(params string[] paths) => new([.. paths.Select(path => tree[path])]);

    private FileWatch Watch(Mirror mirror, params string[] files) => new([.. files.Select(file => tree[file])], mirror.Look, time, NullLogger.Instance);
}
