namespace IdentityServer.Tests.Harness;

/// <summary>The safety net under every wait: generous, so that only a server that hangs ever meets it.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What a loaded machine may add to a bound of the contract before the test calls it broken.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    public static async Task WaitAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s in vain for {what}.", e);
        }
    }

    public static async Task<T> WaitAsync<T>(Task<T> task, string what)
    {
        await WaitAsync((Task)task, what);
        return await task;
    }
}
