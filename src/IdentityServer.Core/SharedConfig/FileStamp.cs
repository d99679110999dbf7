namespace IdentityServer.Core.SharedConfig;

/// <summary>What one look at a file's directory entry tells: it changes when the file is written.</summary>
internal readonly record struct FileStamp(FilePresence Presence, DateTime LastWriteUtc, long Length)
{
    /// <summary>Looks at the file at <paramref name="path"/>, through a symbolic link.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static FileStamp Of(string path)
    {
        FileSystemInfo? info = new FileInfo(path);
        // FileInfo tells about the link itself, and people link these files into a repository of their own.
        if (info.Attributes is var attributes && (int)attributes != -1 && attributes.HasFlag(FileAttributes.ReparsePoint))
            info = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;

        if ((int)info.Attributes == -1)
            return default;
        return info is FileInfo file && !info.Attributes.HasFlag(FileAttributes.Directory)
            ? new FileStamp(FilePresence.File, file.LastWriteTimeUtc, file.Length)
            : new FileStamp(FilePresence.Folder, info.LastWriteTimeUtc, 0);
    }
}

/// <summary>What stands at a path.</summary>
internal enum FilePresence
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file.</summary>
    File,

    /// <summary>A folder, where a file should be.</summary>
    Folder,
}
