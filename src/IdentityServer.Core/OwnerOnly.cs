using System.Runtime.Versioning;

namespace IdentityServer.Core;

/// <summary>Files and folders that only their owner can read, and locks on them.</summary>
internal static class OwnerOnly
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>How to open a file that nobody else reads, now and later. Until it is closed, this process alone has it.</summary>
    public static FileStreamOptions Options(System.IO.FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode; // On Windows the user's profile folder is private by inheritance.
        return options;
    }

    /// <summary>Creates the folder, and those above it, where they are missing.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            CreateUnixFolder(path);
    }

    /// <summary>Tries to lock the file, and creates it where it is missing. The system releases the lock of a process that dies.</summary>
    /// <exception cref="IOException">The folder cannot hold a lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot hold a lock.</exception>
    public static (IDisposable? Held, LockAttempt Attempt) TryLock(string file)
    {
        try
        {
            return (new FileStream(file, Options(System.IO.FileMode.OpenOrCreate)), LockAttempt.Taken);
        }
        catch (IOException ex) when (IsHeldByAnother(ex))
        {
            return (null, LockAttempt.HeldByAnother);
        }
    }

    // The system's own number is all that tells this failure from a full disk or a read-only one: ERROR_SHARING_VIOLATION, EWOULDBLOCK.
    private static bool IsHeldByAnother(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) == 32
        : OperatingSystem.IsMacOS() ? exception.HResult == 35
        : exception.HResult == 11;

    // Each level by itself: the system gives the mode to the last one only, and leaves those above it to the umask.
    [UnsupportedOSPlatform("windows")]
    private static void CreateUnixFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
            CreateUnixFolder(parent);
        Directory.CreateDirectory(folder, FolderMode);
    }
}

/// <summary>What came of an attempt to take a lock.</summary>
internal enum LockAttempt
{
    Taken,
    HeldByAnother,
    Impossible,
}
