namespace IdentityServer.Core.Files;

/// <summary>What one look at an entry of a folder tells.</summary>
internal readonly record struct EntryStamp(DateTime LastWriteUtc, long Length, FileAttributes Attributes, UnixFileMode Mode)
{
    /// <summary>The entries of a folder; none where it cannot be read.</summary>
    public static Dictionary<string, EntryStamp> OfFolder(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFileSystemInfos().ToDictionary(info => info.Name, Of);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The files at these paths, through links. Those that are missing are left out.</summary>
    public static Dictionary<string, EntryStamp> OfFiles(IEnumerable<string> paths)
    {
        Dictionary<string, EntryStamp> stamps = [];
        foreach (string path in paths)
        {
            try
            {
                FileSystemInfo info = new FileInfo(path);
                if (info.LinkTarget is not null)
                    info = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
                if ((int)info.Attributes != -1)
                    stamps[path] = Of(info);
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                // A circle of links, or a folder that may not be entered: as missing.
            }
        }

        return stamps;
    }

    // An entry that goes between the listing and the look has no length.
    private static EntryStamp Of(FileSystemInfo info)
    {
        long length = info is FileInfo { Exists: true } file ? file.Length : 0;
        return new EntryStamp(info.LastWriteTimeUtc, length, info.Attributes, OperatingSystem.IsWindows() ? default : info.UnixFileMode);
    }
}
