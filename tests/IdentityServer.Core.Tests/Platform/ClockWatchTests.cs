using IdentityServer.Core.Platform;

namespace IdentityServer.Core.Tests.Platform;

/// <summary>The watch over the system's clock, as far as it can be tried without setting that clock.</summary>
public sealed class ClockWatchTests
{
    private const string ThreadName = "clock watch";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_keeps_a_thread_until_it_is_disposed_of_and_tells_nothing_while_the_clock_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone tells.");
        int told = 0;
        var watch = ClockWatch.TryStart(() => Interlocked.Increment(ref told));
        Assert.NotNull(watch);
        await ThreadsAsync(1);

        watch.Dispose();
        watch.Dispose();

        await ThreadsAsync(0);
        Assert.Equal(0, told);
    }

    // No other test of this project starts such a thread.
    private static async Task ThreadsAsync(int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (Directory.GetDirectories("/proc/self/task").Count(IsWatch) != count)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
    }

    private static bool IsWatch(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/comm").TrimEnd() == ThreadName;
        }
        catch (IOException)
        {
            return false; // It ended meanwhile.
        }
    }
}
