using System.Runtime.Versioning;

namespace IdentityServer.Core.Files;

/// <summary>Files (mode 0600) and folders (0700) for the eyes of their owner. On Windows the user's profile folder is private by inheritance.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode0700 = FileMode0600 | UnixFileMode.UserExecute;

    /// <summary>Opens a file to write, for this process alone; where it creates it, readable by the owner only.</summary>
    /// <exception cref="IOException">It cannot be opened, or another process holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission is denied.</exception>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode0600;
        return new FileStream(path, options);
    }

    /// <summary>Creates a folder and what is missing above it. Folders that are there keep their modes.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission is denied.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            CreateLevels(path);
    }

    // Each level by itself: the system gives the mode to the last one only, and leaves those above it to the umask.
    [UnsupportedOSPlatform("windows")]
    private static void CreateLevels(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
            CreateLevels(parent);
        Directory.CreateDirectory(folder, FolderMode0700);
    }
}
