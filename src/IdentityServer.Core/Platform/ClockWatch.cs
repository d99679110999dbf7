using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IdentityServer.Core.Platform;

/// <summary>
/// Tells that the clock has leapt: it was set, or the machine has slept. A thread sleeps until then, by a timer of timerfd_create(2) that is
/// never due and is cancelled by such a leap.
/// </summary>
public sealed class ClockWatch : IDisposable
{
    private const int RealTime = 0; // CLOCK_REALTIME
    private const int CloseOnExec = 0x80000; // TFD_CLOEXEC
    private const int AbsoluteAndCancelledByLeaps = 1 | 2; // TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET
    private const int Interrupted = 4;
    private const int Cancelled = 125;

    private readonly SafeFileHandle timer;
    private readonly Action leapt;
    private int disposed;

    private ClockWatch(SafeFileHandle timer, Action leapt)
    {
        this.timer = timer;
        this.leapt = leapt;
        new Thread(Watch) { IsBackground = true, Name = "clock watch" }.Start();
    }

    /// <summary>Calls <paramref name="leapt"/> after every leap, until disposed of; null where the system does not tell of any.</summary>
    public static ClockWatch? TryStart(Action leapt)
    {
        // The numbers below are those of 64-bit Linux.
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        var timer = new SafeFileHandle(CreateTimer(RealTime, CloseOnExec), ownsHandle: true);
        if (!timer.IsInvalid && TrySet(timer, long.MaxValue))
            return new ClockWatch(timer, leapt);
        timer.Dispose();
        return null;
    }

    /// <summary>Ends the watch and its thread.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0 && !timer.IsClosed)
            TrySet(timer, 1); // Long due: the thread wakes, and closes the timer.
    }

    private void Watch()
    {
        while (true)
        {
            nint count = Read(timer, out _, sizeof(ulong));
            int error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (Volatile.Read(ref disposed) != 0)
                break;
            // The system watches for the next leap by itself: to set the timer again could miss one, or undo the end of the watch.
            if (error == Cancelled)
                leapt();
            else if (error != Interrupted)
                return;
        }

        timer.Dispose();
    }

    private static bool TrySet(SafeFileHandle timer, long seconds) => SetTimer(timer, AbsoluteAndCancelledByLeaps, new TimerSetting { Seconds = seconds }, 0) == 0;

    [DllImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CreateTimer(int clock, int flags);

    [DllImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetTimer(SafeFileHandle timer, int flags, in TimerSetting setting, nint former);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(SafeFileHandle file, out ulong expirations, nint length);

    /// <summary>struct itimerspec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerSetting
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }
}
