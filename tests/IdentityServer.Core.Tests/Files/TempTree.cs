namespace IdentityServer.Core.Tests.Files;

/// <summary>A temporary folder to create, write and move things in.</summary>
internal sealed class TempTree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("watch-").FullName;

    public string this[string path] => Path.Combine(Root, path);

    public string Folder(string path) => Directory.CreateDirectory(this[path]).FullName;

    public void File(string path, string text) => System.IO.File.WriteAllText(this[path], text);

    /// <summary>A file of that text takes the place of the one at the path.</summary>
    public void Replace(string path, string text)
    {
        File("replacement", text);
        System.IO.File.Move(this["replacement"], this[path], overwrite: true);
    }

    /// <summary>A link takes the place of what stands at the path.</summary>
    public void Link(string path, string target)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Symbolic links need developer mode on Windows.");
        System.IO.File.Delete(this[path]);
        System.IO.File.CreateSymbolicLink(this[path], target);
    }

    public void Mode(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Unix file modes are not there on Windows.");
        else
            System.IO.File.SetUnixFileMode(this[path], mode);
    }

    public void Move(string from, string to)
    {
        if (Directory.Exists(this[from]))
            Directory.Move(this[from], this[to]);
        else
            System.IO.File.Move(this[from], this[to], overwrite: true);
    }

    public void Delete(string path)
    {
        if (Directory.Exists(this[path]) && new FileInfo(this[path]).LinkTarget is null)
            Directory.Delete(this[path], recursive: true);
        else
            System.IO.File.Delete(this[path]);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
