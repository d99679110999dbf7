namespace IdentityServer.Benchmarks.Whole;

/// <summary>
/// How often a process has been switched to while it was looked at. A thread that ends takes its count with it, so that the sum over the
/// threads can fall: each is counted by what it told last.
/// </summary>
internal sealed class WakeupCount
{
    private readonly int processId;
    private readonly IReadOnlyDictionary<string, long>? start;
    private readonly Dictionary<string, long> last = [];

    public WakeupCount(int processId)
    {
        this.processId = processId;
        start = ProcessFacts.SwitchesByThread(processId);
    }

    /// <summary>The switches so far, as of the last look; null where the system does not tell.</summary>
    public long? Total => start is null ? null : last.Sum(thread => thread.Value - start.GetValueOrDefault(thread.Key));

    /// <summary>To be called often: what a thread does between the last look and its end is not counted.</summary>
    public void Look()
    {
        foreach ((string thread, long switches) in ProcessFacts.SwitchesByThread(processId) ?? new Dictionary<string, long>())
            last[thread] = switches;
    }
}
