using System.Runtime.InteropServices;
using System.Text;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>
/// Gives a file the owner and group of another. .NET has no call for it, and an editor run by root (in a container, by sudo) would take
/// the file away from its user. Linux only: elsewhere the new file is the process's user's, as is any file that a program replaces.
/// </summary>
internal static class FileOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint OwnerAndGroup = 0x18; // STATX_UID | STATX_GID
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Copies owner and group as far as the process may.</summary>
    /// <returns>Whether the group is the same now: where it is not, rights of the old group must not become rights of the new one.</returns>
    public static bool TryCopy(string from, string to)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        try
        {
            if (Of(from) is not { } wanted || Of(to) is not { } present)
                return false;
            return wanted == present || ChangeOwner(PathBytes(to), wanted.User, wanted.Group) == 0 || wanted.Group == present.Group
                || ChangeOwner(PathBytes(to), Unchanged, wanted.Group) == 0;
        }
        catch (Exception ex) when (ex is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static (uint User, uint Group)? Of(string path)
    {
        // struct statx is 256 bytes long, and the same on every processor: stx_uid at 20, stx_gid at 24.
        byte[] status = new byte[256];
        return Status(CurrentFolder, PathBytes(path), 0, OwnerAndGroup, status) == 0
            ? (BitConverter.ToUInt32(status, 20), BitConverter.ToUInt32(status, 24))
            : null;
    }

    private static byte[] PathBytes(string path) => Encoding.UTF8.GetBytes(path + "\0");

    // Arrays of bytes need no generated marshalling, and so the project no unsafe code.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Status(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "lchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(byte[] path, uint user, uint group);
}
