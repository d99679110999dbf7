using System.Collections.Concurrent;

namespace IdentityServer.LocalAws.Sessions;

/// <summary>Makes sessions and remembers them by their access key id.</summary>
internal sealed class SessionMint
{
    // One count for the whole process: two servers in one test run never hand out the same key.
    private static long count;

    private readonly ConcurrentDictionary<string, MintedSession> sessions = new(StringComparer.Ordinal);
    private readonly TimeProvider time;

    public SessionMint(TimeProvider time) => this.time = time;

    /// <summary>When set, every session lives that long.</summary>
    public TimeSpan? LifetimeOverride { get; set; }

    public MintedSession Mint(Principal principal, TimeSpan lifetime)
    {
        string number = Base32.Encode(Interlocked.Increment(ref count));

        // SECRET and TOKEN let a test search all that a process wrote; "+", "/" and "=" find the places that forget to escape.
        MintedSession session = new(
            "ASIA" + number,
            "local/SECRET+not/a/real/" + number,
            $"IQoJlocalTOKEN+{number}/{new string('x', 160)}==",
            WholeSeconds(time.GetUtcNow() + lifetime),
            principal);
        sessions[session.AccessKeyId] = session;
        return session;
    }

    public void Clear() => sessions.Clear();

    public MintedSession? Find(string accessKeyId) => sessions.GetValueOrDefault(accessKeyId);

    // AWS gives whole seconds, and what it enforces must be what it said.
    private static DateTimeOffset WholeSeconds(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerSecond));
}
