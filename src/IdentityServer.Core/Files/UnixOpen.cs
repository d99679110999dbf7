using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IdentityServer.Core.Files;

/// <summary>open(2) with O_NONBLOCK, which the framework's own way to open a file cannot ask for.</summary>
internal static class UnixOpen
{
    private const int NoPermission = 1;
    private const int NoSuchFile = 2;
    private const int Interrupted = 4;
    private const int NoSuchDevice = 6;
    private const int AccessDenied = 13;
    private const int NotAFolder = 20;
    private const int LinuxLoop = 40;
    private const int MacLoop = 62;
    private const int MacNotSupported = 102;

    /// <summary>Whether the numbers below are known for this system.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Opens a file for reading. A pipe without a writer is opened at once, where the framework would wait for one.</summary>
    public static SafeFileHandle Read(string path, Links links)
    {
        int flags = Flags(links);
        while (true)
        {
            int file = Open(path, flags);
            if (file >= 0)
                return new SafeFileHandle(file, ownsHandle: true);
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw Failure(error, path, links);
        }
    }

    // O_RDONLY is 0. O_NOCTTY: a terminal must not become the server's. The numbers are those of <fcntl.h>.
    private static int Flags(Links links)
    {
        const int LinuxNoCtty = 0x100, LinuxNonBlock = 0x800, LinuxCloseOnExec = 0x80000, LinuxNoFollow = 0x20000, LinuxNoFollowOnArm = 0x8000;
        const int MacNonBlock = 0x4, MacNoFollow = 0x100, MacNoCtty = 0x20000, MacCloseOnExec = 0x1000000;
        bool isMac = OperatingSystem.IsMacOS();
        int flags = isMac ? MacNonBlock | MacNoCtty | MacCloseOnExec : LinuxNoCtty | LinuxNonBlock | LinuxCloseOnExec;
        if (links == Links.Follow)
            return flags;
        bool isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le;
        return flags | (isMac ? MacNoFollow : isArm ? LinuxNoFollowOnArm : LinuxNoFollow);
    }

    private static Exception Failure(int error, string path, Links links) => error switch
    {
        NoSuchFile => new FileNotFoundException($"There is no file {path}.", path),
        NotAFolder => new DirectoryNotFoundException($"There is no folder above {path}."),
        AccessDenied or NoPermission => new UnauthorizedAccessException($"Permission to read {path} is denied."),
        NoSuchDevice or MacNotSupported => new UnusableFileException(RegularFile.NotRegular),
        LinuxLoop or MacLoop when links == Links.Refuse => new UnusableFileException(RegularFile.IsLink),
        _ => new IOException(Marshal.GetPInvokeErrorMessage(error), error),
    };

    // A DllImport, for LibraryImport would have the whole project compiled with unsafe code allowed. Called without the third, variable
    // argument, which only the creation of a file needs.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
