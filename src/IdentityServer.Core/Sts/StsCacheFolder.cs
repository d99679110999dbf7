using System.Runtime.Versioning;
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
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

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
            CreateFolder();
            using (var stream = new FileStream(temporary, OwnerOnlyFile(FileMode.CreateNew)))
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
            CreateFolder();
            return (new FileStream(Path.Combine(path, $".{name}.lock"), OwnerOnlyFile(FileMode.OpenOrCreate)), LockAttempt.Taken);
        }
        catch (UnauthorizedAccessException ex)
        {
            return Impossible(ex);
        }
        catch (IOException ex)
        {
            return IsHeldByAnother(ex) ? (null, LockAttempt.HeldByAnother) : Impossible(ex);
        }

        (IDisposable?, LockAttempt) Impossible(Exception ex)
        {
            logger.LogDebug("No lock beside session {Name}, so other windows may ask for it too: {Reason}", name, ex.Message);
            return (null, LockAttempt.Impossible);
        }
    }

    // The system's own number is all that tells this failure from a full disk or a read-only one: ERROR_SHARING_VIOLATION, EWOULDBLOCK.
    private static bool IsHeldByAnother(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) == 32
        : OperatingSystem.IsMacOS() ? exception.HResult == 35
        : exception.HResult == 11;

    private static FileStreamOptions OwnerOnlyFile(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly; // On Windows the user's profile folder is private by inheritance.
        return options;
    }

    private string FileOf(string key) => Path.Combine(path, key + ".json");

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            CreateOwnerOnly(path);
    }

    // Each level by itself: the system gives the mode to the last one only, and leaves those above it to the umask.
    [UnsupportedOSPlatform("windows")]
    private static void CreateOwnerOnly(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
            CreateOwnerOnly(parent);
        Directory.CreateDirectory(folder, OwnerOnlyFolder);
    }

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
