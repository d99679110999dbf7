using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>The lock that lets one process at a time mint a session. Two locks on one folder stand for two processes.</summary>
public sealed class MintLockTests : IDisposable
{
    private readonly TempCache cache = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task A_lock_that_nobody_holds_is_taken_and_is_the_owners_file()
    {
        using IDisposable? held = await EnterAsync();

        Assert.NotNull(held);
        string file = Assert.Single(Directory.GetFiles(cache.Path));
        Assert.Equal($".{TempCache.Key}.lock", Path.GetFileName(file));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_second_one_waits_until_the_first_lets_go()
    {
        IDisposable? first = await EnterAsync();
        Task<IDisposable?> second = EnterAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.False(second.IsCompleted);

        first!.Dispose();
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        using IDisposable? held = await second;
        Assert.NotNull(held);
    }

    [Fact]
    public async Task Who_waits_goes_on_when_the_work_is_done_although_the_lock_is_still_held()
    {
        bool settled = false;
        using IDisposable? first = await EnterAsync();
        Task<IDisposable?> second = EnterAsync(() => settled);
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.False(second.IsCompleted);

        settled = true;
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Null(await second);
    }

    [Fact]
    public async Task Nobody_waits_for_ever_for_a_holder_that_is_stuck()
    {
        using IDisposable? first = await EnterAsync();
        Task<IDisposable?> second = EnterAsync();
        await AdvanceAsync(MintLock.PatienceLimit - TimeSpan.FromSeconds(1));
        Assert.False(second.IsCompleted);
        await AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Null(await second);
        Assert.Contains(cache.LockLog.Lines, line => line.Contains("goes on by itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var impatient = new CancellationTokenSource();
        using IDisposable? first = await EnterAsync();
        Task<IDisposable?> second = cache.Lock.EnterAsync(TempCache.Key, () => false, impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task Locks_of_other_sessions_are_others()
    {
        using IDisposable? first = await EnterAsync();
        using IDisposable? other = await cache.Lock.EnterAsync(TempCache.OtherKey, () => false, Ct);

        Assert.NotNull(other);
    }

    [Fact]
    public async Task Where_no_lock_can_be_held_nobody_waits()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(cache.Path)!);
        await File.WriteAllTextAsync(cache.Path, "a file in the folder's place", Ct);

        Assert.Null(await EnterAsync());
    }

    private Task<IDisposable?> EnterAsync(Func<bool>? isSettled = null) => cache.Lock.EnterAsync(TempCache.Key, isSettled ?? (() => false), Ct);

    // In small steps, each of which lets a waiter look again.
    private async Task AdvanceAsync(TimeSpan span)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromMilliseconds(100))
        {
            cache.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
