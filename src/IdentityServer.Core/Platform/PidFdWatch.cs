using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IdentityServer.Core.Platform;

/// <summary>
/// Has a thread sleep until the process ends, by pidfd_open(2) and poll(2). A timer that looks wakes five threads of the runtime each time,
/// all day long.
/// </summary>
internal sealed class PidFdWatch : IDisposable
{
    private const nint PidFdOpen = 434; // The same on every architecture.
    private const short Readable = 1; // POLLIN
    private const int Interrupted = 4;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(3);

    private readonly SafeFileHandle process;
    private readonly Action ended;
    private readonly ManualResetEventSlim disposed = new();

    private PidFdWatch(SafeFileHandle process, Action ended)
    {
        this.process = process;
        this.ended = ended;
        new Thread(Watch) { IsBackground = true, Name = "process watch" }.Start();
    }

    /// <summary>A watch of the process; null where there is none, or the system has no such watch (before Linux 5.3, or by the rules of a container).</summary>
    public static PidFdWatch? TryStart(int processId, Action ended)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        nint file = SystemCall(PidFdOpen, processId, 0);
        return file < 0 ? null : new PidFdWatch(new SafeFileHandle(file, ownsHandle: true), ended);
    }

    /// <summary>Has nothing told from now on. The thread sleeps on until the watched process, or this one, ends.</summary>
    public void Dispose() => disposed.Set();

    private void Watch()
    {
        using (process)
        {
            var request = new PollRequest { File = (int)process.DangerousGetHandle(), Wanted = Readable };
            while (Poll(ref request, 1, Timeout.Infinite) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Interrupted && disposed.Wait(AfterFailure))
                    return;
            }
        }

        if (!disposed.IsSet)
            ended();
    }

    // Through syscall(2): the C library has a function of that name since glibc 2.36 only.
    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SystemCall(nint number, nint processId, nint flags);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollRequest request, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int File;
        public short Wanted;
        public short Came;
    }
}
