using IdentityServer.Core.Files;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Sts;

/// <summary>
/// The AWS CLI's cache folder, <c>~/.aws/cli/cache</c>: one file <c>KEY.json</c> a session, shared with the CLI both ways. Other
/// entries of the folder are never touched. A session that the folder cannot take is kept in memory, so that nobody is asked twice for it.
/// </summary>
public sealed class StsCacheFolder
{
    // A real entry has about 2 KiB. Anything far beyond is no entry.
    private const int MaximumEntryLength = 1024 * 1024;
    private const string Extension = ".json";

    private readonly string path;
    private readonly ILogger<StsCacheFolder> logger;
    private readonly Lock gate = new();
    private readonly Dictionary<string, StsSession> unwritten = [];
    private readonly Dictionary<string, SessionMark> written = [];
    private readonly Dictionary<string, long> removals = [];

    /// <summary>Creates the folder's keeper. The folder itself is created by the first <see cref="Write(string, StsSession)"/>.</summary>
    public StsCacheFolder(string path, ILogger<StsCacheFolder> logger)
    {
        this.path = path;
        this.logger = logger;
    }

    /// <summary>The session of <paramref name="key"/>, or null where there is none that can be read whole.</summary>
    public StsSession? Read(string key)
    {
        CacheLook look = Look(key);
        if (look is { Session: null, Reason: { } reason })
            logger.LogWarning("The cached session {File} cannot be read and counts as missing: {Reason}", FileOf(key), reason);
        return look.Session;
    }

    /// <summary>How often this process has removed the session of <paramref name="key"/>.</summary>
    public long RemovalsOf(string key)
    {
        lock (gate)
            return removals.GetValueOrDefault(key);
    }

    /// <summary>Keeps a session that was asked for after the last removal, see <see cref="Write(string, StsSession, long)"/>.</summary>
    public void Write(string key, StsSession session) => Write(key, session, RemovalsOf(key));

    /// <summary>
    /// Keeps a session, atomically and readable by the owner only. A folder that cannot be written is a warning: the session is good without
    /// it. Where the key was removed since it had <paramref name="removalsBefore"/> removals, the session is not kept: a sign-out stays one.
    /// </summary>
    public void Write(string key, StsSession session, long removalsBefore)
    {
        string file = FileOf(key);
        string temporary = TemporaryName.In(path, key);
        // Known before it can be seen: what this process wrote is no news to it.
        lock (gate)
            written[key] = SessionMark.Of(session);
        try
        {
            OwnerOnly.CreateFolder(path);
            using (FileStream stream = OwnerOnly.Open(temporary, FileMode.CreateNew))
            {
                stream.Write(StsCacheBody.Write(session).Span);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: true);
            lock (gate)
                unwritten.Remove(key);
            TemporaryName.RemoveRemains(path, key);
        }
        // The last is .NET's word for a write beyond the limit that the system sets on the length of files.
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            lock (gate)
                unwritten[key] = session;
            logger.LogWarning("The session cannot be kept in {File}, so other windows and the AWS CLI cannot share it: {Reason}", file, ex.Message);
            TryDelete(temporary);
        }

        // After the write, so that a removal during it is seen: whoever removes counts first and deletes then.
        if (RemovalsOf(key) != removalsBefore)
            Undo(key, SessionMark.Of(session));
    }

    /// <summary>Removes a session. Succeeds where there is none; an entry of another kind of login stays.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.CannotWriteStsCache"/>: it is there and cannot be removed.</exception>
    public void Remove(string key)
    {
        lock (gate)
        {
            unwritten.Remove(key);
            written.Remove(key);
            removals[key] = removals.GetValueOrDefault(key) + 1;
        }

        string file = FileOf(key);
        try
        {
            if (ReadEntry(file) is { } body && StsCacheBody.IsOfAnotherProvider(body))
                return;
            File.Delete(file);
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing there, or no longer.
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException(
                IdentityErrorCode.CannotWriteStsCache,
                $"The cached session {file} cannot be removed: {ex.Message} Remove it by hand, or make its folder writable.",
                ex);
        }
    }

    /// <summary>The other keys under which the session of <paramref name="key"/> is kept: a profile that learnt its MFA device had another key before.</summary>
    internal IReadOnlyList<string> CopiesOf(string key)
    {
        if (Look(key).Session is not { } session)
            return [];
        var mark = SessionMark.Of(session);
        return [.. Keys().Where(other => other != key && Look(other).Session is { } one && SessionMark.Of(one) == mark)];
    }

    /// <summary>How the entry of <paramref name="key"/> stands. Never fails: what cannot be read is not whole.</summary>
    internal CacheLook Look(string key)
    {
        CacheLook onDisk = LookOnDisk(FileOf(key));
        lock (gate)
        {
            // The one that lasts longer is the newer one: another tool may have succeeded where this process could not write.
            return unwritten.TryGetValue(key, out StsSession? kept) && (onDisk.Session is null || onDisk.Session.Expiration < kept.Expiration)
                ? new CacheLook(EntryState.Whole, kept)
                : onDisk;
        }
    }

    /// <summary>Whether the entry was changed so shortly before <paramref name="now"/> that its writer may be at it still.</summary>
    internal bool IsBeingWritten(string key, DateTimeOffset now)
    {
        // As long as a tool that rewrites in place may take for 2 KiB, and little enough to go unnoticed.
        var writing = TimeSpan.FromSeconds(1);
        return LookOnDisk(FileOf(key)).State == EntryState.NotWhole && (now.UtcDateTime - File.GetLastWriteTimeUtc(FileOf(key))).Duration() < writing;
    }

    /// <summary>Whether this process itself put that session into the folder.</summary>
    internal bool Wrote(string key, SessionMark mark)
    {
        lock (gate)
            return written.TryGetValue(key, out SessionMark own) && own == mark;
    }

    /// <summary>Tells the key of every entry that may have changed, or null where any may have, until disposed of.</summary>
    internal IDisposable Watch(Action<string?> changed, TimeProvider time) =>
        new FolderWatch(path, name => changed(name?.EndsWith(Extension, StringComparison.Ordinal) == true ? name[..^Extension.Length] : name), time, logger);

    /// <summary>Tries to take the lock of that name.</summary>
    internal (IDisposable? Held, LockAttempt Attempt) TryLock(string name)
    {
        try
        {
            OwnerOnly.CreateFolder(path);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogDebug("No lock {Name}, so other windows may ask for the session too: {Reason}", name, ex.Message);
            return (null, LockAttempt.Impossible);
        }

        return LockFile.TryTake(Path.Combine(path, $".{name}.lock"), logger);
    }

    private HashSet<string> Keys()
    {
        HashSet<string> keys;
        lock (gate)
            keys = [.. unwritten.Keys];
        try
        {
            keys.UnionWith(Directory.GetFiles(path, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogDebug("The cache folder {Folder} cannot be looked through: {Reason}", path, ex.Message);
        }

        return keys;
    }

    private string FileOf(string key) => Path.Combine(path, key + Extension);

    private static CacheLook LookOnDisk(string file)
    {
        try
        {
            return ReadEntry(file) is { } body && StsCacheBody.Read(body) is { } session
                ? new CacheLook(EntryState.Whole, session)
                : new CacheLook(EntryState.NotWhole);
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            return new CacheLook(EntryState.Missing);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return new CacheLook(EntryState.NotWhole, Reason: ex.Message);
        }
    }

    // Null for what is no entry of this folder: a link, which may lead out of it, a folder, a pipe, or something far too large.
    private static byte[]? ReadEntry(string file)
    {
        try
        {
            return RegularFile.ReadAllBytes(file, MaximumEntryLength, Links.Refuse);
        }
        catch (UnusableFileException)
        {
            return null;
        }
    }

    private void Undo(string key, SessionMark mark)
    {
        lock (gate)
        {
            unwritten.Remove(key);
            written.Remove(key);
        }

        if (LookOnDisk(FileOf(key)).Session is { } found && SessionMark.Of(found) == mark)
            TryDelete(FileOf(key));
    }

    private void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogDebug("The file {File} stays: {Reason}", file, ex.Message);
        }
    }
}
