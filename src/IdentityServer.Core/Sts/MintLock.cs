using IdentityServer.Core.Files;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Sts;

/// <summary>
/// Lets one process at a time mint a session, so that windows which want the same role make one call and one prompt between them. The
/// lock is a file beside the entry that the operating system keeps locked for its holder: a process that dies holds nothing. It is
/// advisory, and never waited on for ever.
/// </summary>
public sealed class MintLock
{
    /// <summary>
    /// How long a process waits for another one before it goes on by itself: longer than a call to STS may take, and long enough for a
    /// person to find the phone with the MFA codes.
    /// </summary>
    public static TimeSpan PatienceLimit { get; } = TimeSpan.FromMinutes(2);

    // Short against the time a person notices, long against what a look at two files costs.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly StsCacheFolder folder;
    private readonly TimeProvider time;
    private readonly ILogger<MintLock> logger;

    /// <summary>Creates the lock of a cache folder.</summary>
    public MintLock(StsCacheFolder folder, TimeProvider time, ILogger<MintLock> logger)
    {
        this.folder = folder;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>
    /// Waits for the lock of that name. Null where there is nothing to hold: <paramref name="isSettled"/> says that the
    /// holder has done the work meanwhile, the wait was too long, or the folder cannot hold a lock.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<IDisposable?> EnterAsync(string name, Func<bool> isSettled, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp(); // Not the wall clock, which may be set meanwhile.
        bool told = false;
        while (true)
        {
            (IDisposable? held, LockAttempt attempt) = folder.TryLock(name);
            if (attempt != LockAttempt.HeldByAnother)
                return held;
            if (isSettled())
                return null;
            if (time.GetElapsedTime(start) >= PatienceLimit)
            {
                logger.LogWarning("Another process has been busy with session {Name} for {Seconds:F0} s; this one goes on by itself", name, PatienceLimit.TotalSeconds);
                return null;
            }

            if (!told)
                logger.LogInformation("Another process is getting session {Name}; waiting for it", name);
            told = true;
            await Task.Delay(LookInterval, time, cancellationToken);
        }
    }
}
