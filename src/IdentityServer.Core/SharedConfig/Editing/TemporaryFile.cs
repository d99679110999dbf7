using IdentityServer.Core.Files;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>A file that is to take the place of another in the same folder, and goes where it does not.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string path;
    private FileStream? stream;

    private TemporaryFile(string path)
    {
        this.path = path;
        stream = OwnerOnly.Open(path, FileMode.CreateNew);
    }

    /// <summary>Writes <paramref name="bytes"/> to a new file beside <paramref name="target"/>, readable by the owner only.</summary>
    public static TemporaryFile Create(string target, byte[] bytes)
    {
        var file = new TemporaryFile(TemporaryName.In(Path.GetDirectoryName(target)!, Path.GetFileName(target)));
        try
        {
            file.stream!.Write(bytes);
            file.stream.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the content is on the disk.</summary>
    public void FlushToDisk() => stream!.Flush(flushToDisk: true);

    /// <summary>Takes the owner and group of <paramref name="former"/>, where there is one, and then the mode.</summary>
    public void TakeAfter(string former, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
        bool sameGroup = !File.Exists(former) || FileOwner.TryCopy(former, path);
        File.SetUnixFileMode(stream!.SafeFileHandle, sameGroup ? mode : mode & ~group);
    }

    /// <summary>Puts the file in the place of <paramref name="target"/>.</summary>
    public void MoveTo(string target)
    {
        Close();
        File.Move(path, target, overwrite: true);
    }

    /// <summary>Removes the file where it was not moved.</summary>
    public void Dispose()
    {
        try
        {
            Close();
            File.Delete(path);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // It stays, private to its owner. What made the write fail is told already.
        }
    }

    private void Close()
    {
        stream?.Dispose();
        stream = null;
    }
}
