namespace IdentityServer.Core.Files;

/// <summary>
/// Has the system tell of changes at the points of a path. The system watches folders, not paths, and says nothing when a folder itself goes: so
/// the folders above are watched too, and all is set up anew when one on the way comes, goes or is another.
/// </summary>
internal sealed class EventWatch : IDisposable
{
    // A .NET watcher whose folder was deleted keeps its thread and its inotify instance for ever (seen on .NET 10). Beyond these, polling is cheaper.
    private const int MaximumLosses = 12;

    // Each round more means that the folders changed while they were being set up.
    private const int MaximumRounds = 20;

    private const NotifyFilters IdentityFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.Attributes;
    private const NotifyFilters ContentFilter = IdentityFilter | NotifyFilters.LastWrite | NotifyFilters.Size;

    private static readonly StringComparison NameComparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private readonly Lock gate = new();
    private readonly Func<List<WatchPoint>> walk;
    private readonly Func<string, FileSystemWatcher> create;
    private readonly Action<string?> tell;
    private readonly Action<string> fail;
    private readonly List<FileSystemWatcher> watchers = [];
    private volatile List<WatchPoint> points = [];
    private Renewal wanted;
    private int losses;
    private volatile bool ended;

    /// <summary>Creates the watch; <see cref="Begin"/> sets it up.</summary>
    /// <param name="walk">Finds the points as they are now.</param>
    /// <param name="create">Makes the watcher of one folder.</param>
    /// <param name="tell">Told the name of an entry that changed, or null for anything.</param>
    /// <param name="fail">Told, at most once, why the system cannot tell of changes; the watch has ended then.</param>
    public EventWatch(Func<List<WatchPoint>> walk, Func<string, FileSystemWatcher> create, Action<string?> tell, Action<string> fail)
    {
        this.walk = walk;
        this.create = create;
        this.tell = tell;
        this.fail = fail;
    }

    private enum Renewal
    {
        None,
        IfPathChanged,
        Always,
    }

    /// <summary>Sets up the watch: a change after this is told.</summary>
    public void Begin()
    {
        string? failure;
        lock (gate)
            failure = ended ? null : SetUp();
        if (failure is not null)
            fail(failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
            End();
    }

    private void End()
    {
        ended = true;
        Clear();
    }

    private void Clear()
    {
        foreach (FileSystemWatcher watcher in watchers)
            watcher.Dispose();
        watchers.Clear();
    }

    // Gives the reason of a failure.
    private string? SetUp()
    {
        for (int round = 0; round < MaximumRounds && losses < MaximumLosses; round++)
        {
            List<WatchPoint> found = walk();
            points = found;
            Clear();
            if (!TryArm(found, out string? failure))
            {
                if (failure is null)
                    continue;
                End();
                return failure;
            }

            // What came or went before its folder was watched shows here; what does so later is told by an event.
            if (walk().SequenceEqual(found))
                return null;
        }

        End();
        return "the folders on the way come and go too often";
    }

    // From the top downward: a folder that is replaced after its parent is watched is told by the parent.
    private bool TryArm(List<WatchPoint> found, out string? failure)
    {
        failure = null;
        foreach (IGrouping<string, WatchPoint> folder in found.GroupBy(point => point.Directory))
        {
            FileSystemWatcher? watcher = null;
            try
            {
                watcher = create(folder.Key);
                watcher.NotifyFilter = folder.Any(point => point.Depth == WatchDepth.Content) ? ContentFilter : IdentityFilter;
                watcher.Changed += OnEntry;
                watcher.Created += OnEntry;
                watcher.Deleted += OnEntry;
                watcher.Renamed += OnRenamed;
                watcher.Error += OnError;
                watcher.EnableRaisingEvents = true;
                watchers.Add(watcher);
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
            {
                watcher?.Dispose();
                failure = Directory.Exists(folder.Key) ? ex.Message : null;
                return false;
            }
        }

        return true;
    }

    private void OnEntry(object sender, FileSystemEventArgs e) => OnEntry(((FileSystemWatcher)sender).Path, e.Name, e.ChangeType);

    private void OnRenamed(object sender, RenamedEventArgs e)
    {
        OnEntry(((FileSystemWatcher)sender).Path, e.OldName, WatcherChangeTypes.Renamed);
        OnEntry(((FileSystemWatcher)sender).Path, e.Name, WatcherChangeTypes.Renamed);
    }

    private void OnEntry(string directory, string? name, WatcherChangeTypes change)
    {
        foreach (WatchPoint point in points)
        {
            if (point.Directory != directory || (point.Name is not null && name is not null && !point.Name.Equals(name, NameComparison)))
                continue;
            if (point.Depth == WatchDepth.Identity)
            {
                if (change == WatcherChangeTypes.Deleted)
                    CountLoss(Path.Combine(directory, point.Name!));
                Renew(Renewal.Always);
                continue;
            }

            tell(name);
            // A file may have become a link meanwhile, or a link a file.
            if (point.Name is not null && change != WatcherChangeTypes.Changed)
                Renew(Renewal.IfPathChanged);
        }
    }

    private void OnError(object sender, ErrorEventArgs e)
    {
        Exception error = e.GetException();
        if (error is InternalBufferOverflowException || !Directory.Exists(((FileSystemWatcher)sender).Path))
        {
            Renew(Renewal.Always);
            return;
        }

        lock (gate)
        {
            if (ended)
                return;
            // A folder that came back under the same name is no failure yet, but each time may cost a watcher.
            if (error is not (FileNotFoundException or DirectoryNotFoundException) || ++losses >= MaximumLosses)
                End();
        }

        if (!ended)
        {
            Renew(Renewal.Always);
            return;
        }

        fail(error.Message);
    }

    private void CountLoss(string folder)
    {
        lock (gate)
            losses += watchers.Any(watcher => watcher.Path == folder) ? 1 : 0;
    }

    // On a thread of its own: not every system lets a watcher be disposed in its own event.
    private void Renew(Renewal renewal)
    {
        lock (gate)
        {
            bool queued = wanted != Renewal.None;
            wanted = renewal > wanted ? renewal : wanted;
            if (queued || ended)
                return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static watch => watch.RenewNow(), this, preferLocal: false);
    }

    private void RenewNow()
    {
        string? failure;
        lock (gate)
        {
            Renewal renewal = wanted;
            wanted = Renewal.None; // Before the walk: what happens from here on asks for another.
            if (ended || (renewal == Renewal.IfPathChanged && walk().SequenceEqual(points)))
                return;
            failure = SetUp();
        }

        if (failure is not null)
            fail(failure);
        else
            tell(null);
    }
}
