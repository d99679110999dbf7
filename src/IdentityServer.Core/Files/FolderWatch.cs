using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Files;

/// <summary>
/// Tells that files of a folder may have changed, however they were written: in place, by rename, removed; the folder itself created later, removed,
/// replaced, and the folder above it too (not those further up, once they are there). Without events of the system it looks every second.
/// </summary>
public sealed class FolderWatch : IDisposable
{
    private readonly PathWatch watch;

    /// <summary>Begins the watch: every change from here on is told. Takes some milliseconds.</summary>
    /// <param name="folder">The folder, which need not be there.</param>
    /// <param name="changed">
    /// Gets the name of the entry, or null where anything may have changed. May be called in vain; on a pool thread, never twice at a time, and
    /// never after <see cref="Dispose"/> returned.
    /// </param>
    /// <param name="time">The clock of the looks.</param>
    /// <param name="logger">Told why there are no events.</param>
    public FolderWatch(string folder, Action<string?> changed, TimeProvider time, ILogger logger)
        : this(folder, changed, time, logger, static path => new FileSystemWatcher(path))
    {
    }

    internal FolderWatch(string folder, Action<string?> changed, TimeProvider time, ILogger logger, Func<string, FileSystemWatcher> create)
    {
        var subject = new WatchSubject(folder, () => WatchPath.OfFolder(folder), () => EntryStamp.OfFolder(folder));
        watch = new PathWatch(subject, changed, create, time, logger);
    }

    /// <summary>Ends the watch. Waits for a call that is under way, unless it is called from there.</summary>
    public void Dispose() => watch.Dispose();
}
