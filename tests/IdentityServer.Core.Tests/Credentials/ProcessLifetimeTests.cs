using System.Globalization;
using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>A process never outlives its request, and its children do not either.</summary>
public sealed class ProcessLifetimeTests : IDisposable
{
    private readonly ProcessBench bench = new();
    private readonly string ready;

    public ProcessLifetimeTests()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "Whether a process is gone is seen in /proc, which this system has not.");
        ready = bench.MakePipe("ready");
    }

    // The shell, a child that it waits for and one in the background; their ids come through the pipe once all of them run.
    private string Family => $"sleep 1000 & a=$!; sleep 1000 & echo $$ $a $! > '{ready}'; wait";

    public void Dispose() => bench.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task After_a_minute_the_process_and_its_children_are_stopped()
    {
        Task<IdentityException> failure = bench.FailsAsync(Family);
        int[] ids = await IdsAsync();
        Assert.Equal(3, ids.Length);
        Assert.All(ids, id => Assert.True(IsAlive(id)));

        bench.Time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.False(failure.IsCompleted);
        bench.Time.Advance(TimeSpan.FromTicks(1));

        IdentityException error = await failure;
        Assert.Equal(IdentityErrorCode.Timeout, error.Code);
        Assert.Contains("Profile \"dev\": credential_process (/home/me/.aws/config:7) did not end within 60 s and was stopped", error.Message, StringComparison.Ordinal);
        await GoneAsync(ids);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_request_that_is_given_up_stops_its_process_and_the_children()
    {
        using CancellationTokenSource given = new();
        Task<AwsCredentials> call = bench.GetAsync(Family, given.Token);
        int[] ids = await IdsAsync();
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await GoneAsync(ids);
    }

    [Fact(Timeout = 30_000)]
    public async Task While_one_caller_waits_the_process_goes_on()
    {
        string gate = bench.MakePipe("gate");
        string command = $"echo $$ > '{ready}'; cat '{gate}'";
        using CancellationTokenSource given = new();
        Task<AwsCredentials> impatient = bench.GetAsync(command, given.Token);
        Task<AwsCredentials> patient = bench.GetAsync(command);
        await IdsAsync();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        await ProcessBench.WritePipeAsync(gate, ProcessBench.Keys);

        Assert.Equal("AKIA1", (await patient).AccessKeyId);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_end_of_the_server_stops_the_process_and_its_children()
    {
        Task<ShellResult> run = bench.Shell.RunAsync(new Secret(Family), TestContext.Current.CancellationToken);
        int[] ids = await IdsAsync();

        bench.Shell.Dispose();

        await run;
        await GoneAsync(ids);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_process_that_prints_too_much_is_stopped_with_its_children()
    {
        Task<IdentityException> failure = bench.FailsAsync($"sleep 1000 & echo $$ $! > '{ready}'; yes");
        int[] ids = await IdsAsync();

        Assert.Equal(IdentityErrorCode.InvalidProfile, (await failure).Code);
        await GoneAsync(ids);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_child_that_outlives_its_shell_and_holds_stdout_is_let_be_and_not_waited_for()
    {
        Task<AwsCredentials> keys = bench.GetAsync($"sleep 1000 & echo $! > '{ready}'; printf '%s' '{ProcessBench.Keys}'");
        int[] ids = await IdsAsync();
        try
        {
            // The clock moves on until the shell has ended and the wait for its pipes is over; well before the limit of the whole.
            for (int steps = 0; steps < 500 && !keys.IsCompleted; steps++)
            {
                await Task.WhenAny(keys, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
                bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            }

            Assert.Equal("AKIA1", (await keys).AccessKeyId);
            Assert.All(ids, id => Assert.True(IsAlive(id)));
        }
        finally
        {
            foreach (int id in ids)
                System.Diagnostics.Process.GetProcessById(id).Kill();
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_child_that_holds_stdout_without_keys_in_it_is_named_as_the_reason()
    {
        Task<IdentityException> failure = bench.FailsAsync($"sleep 1000 & echo $! > '{ready}'");
        int[] ids = await IdsAsync();
        try
        {
            for (int steps = 0; steps < 500 && !failure.IsCompleted; steps++)
            {
                await Task.WhenAny(failure, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
                bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            }

            Assert.Contains("left something running that keeps its output open", (await failure).Message, StringComparison.Ordinal);
        }
        finally
        {
            foreach (int id in ids)
                System.Diagnostics.Process.GetProcessById(id).Kill();
        }
    }

    private async Task<int[]> IdsAsync()
    {
        string ids = await ProcessBench.ReadPipeAsync(ready);
        return [.. ids.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    // A killed process is gone in its own time; the time limit of the test bounds the wait.
    private static async Task GoneAsync(int[] ids)
    {
        while (ids.Any(IsAlive))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    // A dead process whose parent has not asked for its exit code (Z) does nothing any more.
    private static bool IsAlive(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
