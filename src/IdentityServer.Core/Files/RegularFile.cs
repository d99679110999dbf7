using Microsoft.Win32.SafeHandles;

namespace IdentityServer.Core.Files;

/// <summary>
/// Reads small files whose paths come from outside. A pipe or a terminal in a file's place is refused and not waited for, and nothing is
/// read beyond a limit, so that a device without end (<c>/dev/zero</c>) costs no more than a file.
/// </summary>
internal static class RegularFile
{
    internal const string NotRegular = "it is not a regular file but a pipe, a socket or a terminal";
    internal const string IsLink = "it is a symbolic link";

    // For a file without a length of its own.
    private const int FirstRead = 16 * 1024;

    /// <summary>The bytes of a file, through a symbolic link.</summary>
    /// <exception cref="UnusableFileException">It is longer than <paramref name="limit"/> bytes, or no file.</exception>
    /// <exception cref="FileNotFoundException">It is not there. (Or <see cref="DirectoryNotFoundException"/>: its folder is not.)</exception>
    /// <exception cref="UnauthorizedAccessException">Permission is denied.</exception>
    /// <exception cref="IOException">It cannot be read for another reason, which the message gives.</exception>
    public static byte[] ReadAllBytes(string path, int limit) => ReadAllBytes(path, limit, Links.Follow);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="UnusableFileException">It is longer than <paramref name="limit"/> bytes, or no file, or a link that is refused.</exception>
    /// <exception cref="FileNotFoundException">As above, with the others.</exception>
    public static byte[] ReadAllBytes(string path, int limit, Links links)
    {
        // .NET tells a folder by its own exception for files without permission.
        if (Directory.Exists(path))
            throw new UnusableFileException("it is a folder");
        if (links == Links.Refuse && new FileInfo(path).LinkTarget is not null)
            throw new UnusableFileException(IsLink);
        using SafeFileHandle handle = UnixOpen.IsSupported ? UnixOpen.Read(path, links) : OpenShared(path);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return stream.CanSeek ? ReadAll(stream, limit) : throw new UnusableFileException(NotRegular);
    }

    /// <summary>The text of a file: UTF-8, or what its byte-order mark says.</summary>
    /// <exception cref="IOException">As <see cref="ReadAllBytes(string, int)"/>, with the others.</exception>
    public static string ReadAllText(string path, int limit)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAllBytes(path, limit)));
        return reader.ReadToEnd();
    }

    // Whoever writes the file must be able to go on doing so, or to put another in its place.
    private static SafeFileHandle OpenShared(string path) => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    // Its length is a hint only: it can change while the file is read, and files of the system (/proc) have none.
    private static byte[] ReadAll(FileStream stream, int limit)
    {
        long length = stream.Length;
        byte[] buffer = new byte[Math.Min(length > 0 ? length + 1 : FirstRead, (long)limit + 1)];
        int count = 0;
        while (length <= limit)
        {
            int read = stream.Read(buffer, count, buffer.Length - count);
            count += read;
            if (read == 0)
                return buffer[..count];
            if (count > limit)
                break;
            if (count == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, (long)limit + 1));
        }

        throw new UnusableFileException($"it is larger than {Size(limit)}");
    }

    private static string Size(int bytes) => bytes >= 1024 * 1024 ? $"{bytes / 1024 / 1024} MiB" : bytes >= 1024 ? $"{bytes / 1024} KiB" : $"{bytes} bytes";
}
