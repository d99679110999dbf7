using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Files;

/// <summary>
/// A lock file beside another file, empty, kept locked by the operating system for whoever has it open: a process that dies holds nothing.
/// The file stays: to remove it would let two processes hold two files of one name.
/// </summary>
internal static class LockFile
{
    /// <summary>Tries to take the lock of the file at <paramref name="path"/>, whose folder is there.</summary>
    public static (IDisposable? Held, LockAttempt Attempt) TryTake(string path, ILogger logger)
    {
        try
        {
            EnsureUsable(path);
            return (OwnerOnly.Open(path, FileMode.OpenOrCreate), LockAttempt.Taken);
        }
        catch (UnauthorizedAccessException ex)
        {
            return Impossible(ex.Message);
        }
        catch (IOException ex)
        {
            return IsHeldByAnother(ex) ? (null, LockAttempt.HeldByAnother) : Impossible(ex.Message);
        }

        (IDisposable?, LockAttempt) Impossible(string reason)
        {
            logger.LogDebug("No lock {File}, so another process may do the same work: {Reason}", path, reason);
            return (null, LockAttempt.Impossible);
        }
    }

    // A link may lead out of the folder, and to open a pipe waits for its other end.
    private static void EnsureUsable(string path)
    {
        try
        {
            RegularFile.ReadAllBytes(path, limit: 4096, Links.Refuse);
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            // Not there yet.
        }
    }

    // The system's own number is all that tells this failure from a full disk or a read-only one: ERROR_SHARING_VIOLATION, EWOULDBLOCK.
    private static bool IsHeldByAnother(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) == 32
        : OperatingSystem.IsMacOS() ? exception.HResult == 35
        : exception.HResult == 11;
}

/// <summary>What came of an attempt to take a lock.</summary>
internal enum LockAttempt
{
    Taken,
    HeldByAnother,
    Impossible,
}
