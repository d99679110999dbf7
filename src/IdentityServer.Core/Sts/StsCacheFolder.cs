using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Sts;

/// <summary>
/// The AWS CLI's cache folder, <c>~/.aws/cli/cache</c>: one file <c>KEY.json</c> a session, shared with the CLI both ways. Other
/// entries of the folder are never touched.
/// </summary>
public sealed class StsCacheFolder
{
    // A real entry has about 2 KiB. Anything far beyond is no entry.
    private const int MaximumEntryLength = 1024 * 1024;

    private readonly string path;
    private readonly ILogger<StsCacheFolder> logger;

    /// <summary>Creates the folder's keeper. The folder itself is created by the first <see cref="Write"/>.</summary>
    public StsCacheFolder(string path, ILogger<StsCacheFolder> logger)
    {
        this.path = path;
        this.logger = logger;
    }

    /// <summary>The session of <paramref name="key"/>, or null where there is none that can be read whole.</summary>
    public StsSession? Read(string key)
    {
        string file = FileOf(key);
        try
        {
            var info = new FileInfo(file);
            if (!info.Exists || info.LinkTarget is not null || info.Length > MaximumEntryLength)
                return null;
            return StsCacheBody.Read(File.ReadAllBytes(file));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The cached session {File} cannot be read and counts as missing: {Reason}", file, ex.Message);
            return null;
        }
    }

    /// <summary>Keeps a session, atomically and readable by the owner only. A folder that cannot be written is a warning: the session is good without it.</summary>
    public void Write(string key, StsSession session)
    {
        string file = FileOf(key);
        string temporary = Path.Combine(path, $".{key}.{Path.GetRandomFileName()}.tmp");
        try
        {
            OwnerOnly.CreateFolder(path);
            using (var stream = new FileStream(temporary, OwnerOnly.Options(FileMode.CreateNew)))
            {
                stream.Write(StsCacheBody.Write(session).Span);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The session cannot be kept in {File}, so other windows and the AWS CLI cannot share it: {Reason}", file, ex.Message);
            TryDelete(temporary);
        }
    }

    /// <summary>Removes a session. Succeeds where there is none; an entry of another kind of login stays.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.CannotWriteStsCache"/>: it is there and cannot be removed.</exception>
    public void Remove(string key)
    {
        string file = FileOf(key);
        try
        {
            var info = new FileInfo(file);
            if (info.Exists && info.LinkTarget is null && info.Length <= MaximumEntryLength && StsCacheBody.IsOfAnotherProvider(File.ReadAllBytes(file)))
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

    /// <summary>Tries to take the lock of that name. The file of the lock stays, empty: to remove it would let two processes hold two files of one name.</summary>
    internal (IDisposable? Held, LockAttempt Attempt) TryLock(string name)
    {
        try
        {
            OwnerOnly.CreateFolder(path);
            return OwnerOnly.TryLock(Path.Combine(path, $".{name}.lock"));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogDebug("No lock beside session {Name}, so other windows may ask for it too: {Reason}", name, ex.Message);
            return (null, LockAttempt.Impossible);
        }
    }

    private string FileOf(string key) => Path.Combine(path, key + ".json");

    private void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogDebug("The temporary file {File} stays: {Reason}", file, ex.Message);
        }
    }
}
