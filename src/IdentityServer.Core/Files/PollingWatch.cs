namespace IdentityServer.Core.Files;

/// <summary>Looks every second, where the system cannot tell of changes.</summary>
internal sealed class PollingWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Func<Dictionary<string, EntryStamp>> look;
    private readonly Action<string?> tell;
    private readonly ITimer timer;
    private Dictionary<string, EntryStamp> last;

    public PollingWatch(Func<Dictionary<string, EntryStamp>> look, Action<string?> tell, TimeProvider time)
    {
        this.look = look;
        this.tell = tell;
        last = look();
        timer = time.CreateTimer(static watch => ((PollingWatch)watch!).Compare(), this, Interval, Interval);
    }

    public void Dispose() => timer.Dispose();

    private void Compare()
    {
        if (!gate.TryEnter())
            return; // The look before takes longer than a second.
        try
        {
            Dictionary<string, EntryStamp> now = look();
            foreach ((string path, EntryStamp stamp) in now)
            {
                if (!last.TryGetValue(path, out EntryStamp before) || before != stamp)
                    tell(Path.GetFileName(path));
            }

            foreach (string path in last.Keys.Where(path => !now.ContainsKey(path)))
                tell(Path.GetFileName(path));
            last = now;
        }
        finally
        {
            gate.Exit();
        }
    }
}
