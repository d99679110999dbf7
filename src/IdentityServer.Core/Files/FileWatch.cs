using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Files;

/// <summary>As <see cref="FolderWatch"/>, for single files, which may also be links to files elsewhere. Other files beside them are not told of.</summary>
public sealed class FileWatch : IDisposable
{
    private readonly PathWatch watch;

    /// <summary>Begins the watch: every change from here on is told. Takes some milliseconds.</summary>
    /// <param name="files">The files, which need not be there.</param>
    /// <param name="changed">Called as that of <see cref="FolderWatch"/>, when any of the files may have changed.</param>
    /// <param name="time">The clock of the looks.</param>
    /// <param name="logger">Told why there are no events.</param>
    public FileWatch(IReadOnlyList<string> files, Action changed, TimeProvider time, ILogger logger)
        : this(files, changed, time, logger, static path => new FileSystemWatcher(path))
    {
    }

    internal FileWatch(IReadOnlyList<string> files, Action changed, TimeProvider time, ILogger logger, Func<string, FileSystemWatcher> create)
    {
        var subject = new WatchSubject(
            string.Join(" and ", files),
            () => [.. files.SelectMany(WatchPath.OfFile).Distinct()],
            () => EntryStamp.OfFiles(files));
        watch = new PathWatch(subject, _ => changed(), create, time, logger);
    }

    /// <summary>Ends the watch. Waits for a call that is under way, unless it is called from there.</summary>
    public void Dispose() => watch.Dispose();
}
