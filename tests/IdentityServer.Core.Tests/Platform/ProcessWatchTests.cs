using System.Diagnostics;
using IdentityServer.Core.Platform;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.Platform;

/// <summary>The end of a process is told once: by the system where it tells, by looks elsewhere. The clock moves only where a test moves it.</summary>
public sealed class ProcessWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider time = new();
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process = StartSleeper();
    private int told;

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    [Fact]
    public async Task Linux_tells_the_end_without_a_look_at_any_clock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the process is looked at.");
        using IDisposable? watch = ProcessWatch.Start(process.Id, Tell, time);
        Assert.IsType<PidFdWatch>(watch);
        Assert.Equal(0, told);

        await KillAsync();

        await first.Task.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        time.Advance(10 * BetweenLooks);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task A_watch_that_is_disposed_of_tells_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the process is looked at.");
        int unwanted = 0;
        ProcessWatch.Start(process.Id, () => Interlocked.Increment(ref unwanted), time)!.Dispose();
        using IDisposable? later = ProcessWatch.Start(process.Id, Tell, time);

        await KillAsync();

        await first.Task.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(0, unwanted);
    }

    [Fact]
    public async Task A_process_that_is_not_there_is_told_at_the_first_look()
    {
        await KillAsync();

        using IDisposable? watch = ProcessWatch.Start(process.Id, Tell, time);

        Assert.Equal(0, told);
        time.Advance(BetweenLooks);
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_number_that_no_process_has_is_told_at_the_first_look()
    {
        using IDisposable? watch = ProcessWatch.Start(int.MaxValue, Tell, time);

        time.Advance(BetweenLooks);

        Assert.Equal(1, told);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_number_below_one_is_no_process_and_not_watched(int number)
    {
        Assert.Null(ProcessWatch.Start(number, Tell, time));

        time.Advance(5 * BetweenLooks);

        Assert.Equal(0, told);
    }

    [Fact]
    public async Task A_look_finds_the_process_until_it_ends_and_its_end_once()
    {
        using var watch = new PollingProcessWatch(process.Id, Tell, time);
        time.Advance(5 * BetweenLooks);
        Assert.Equal(0, told);

        await KillAsync();
        Assert.Equal(0, told);
        time.Advance(5 * BetweenLooks);

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Nothing_is_looked_at_after_the_watch_was_disposed_of()
    {
        new PollingProcessWatch(process.Id, Tell, time).Dispose();

        await KillAsync();
        time.Advance(5 * BetweenLooks);

        Assert.Equal(0, told);
    }

    private void Tell()
    {
        Interlocked.Increment(ref told);
        first.TrySetResult();
    }

    private async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static Process StartSleeper() => OperatingSystem.IsWindows()
        ? Process.Start(new ProcessStartInfo("ping", ["-n", "120", "127.0.0.1"]) { CreateNoWindow = true, RedirectStandardOutput = true })!
        : Process.Start("sleep", ["120"]);
}
