using IdentityServer.Core.Files;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>
/// Lets one process at a time edit a file. The lock is an empty file beside the real one that the system keeps locked for its holder;
/// it stays, because to remove it would let two processes hold two files of one name. Other programs know nothing of it.
/// </summary>
internal sealed class ConfigFileLocks
{
    // An edit takes milliseconds, so this is many of them in a row.
    private static readonly TimeSpan PatienceLimit = TimeSpan.FromSeconds(30);

    // Short, or a process that edits again and again would keep the others out.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider time;
    private readonly ILogger logger;

    public ConfigFileLocks(TimeProvider time, ILogger logger)
    {
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Takes the locks of the files, always in the same order, so that no two processes wait for one another.</summary>
    /// <exception cref="IdentityException">Another process holds one for too long.</exception>
    public async Task<IDisposable> EnterAsync(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var held = new HeldLocks();
        try
        {
            foreach (string file in files.Select(ConfigFileWriter.RealPath).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                held.Add(await EnterAsync(file, cancellationToken));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private async Task<IDisposable?> EnterAsync(string file, CancellationToken cancellationToken)
    {
        string lockFile = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.lock");
        DateTimeOffset patienceEnds = time.GetUtcNow() + PatienceLimit;
        while (true)
        {
            (IDisposable? held, LockAttempt attempt) = TryLock(lockFile);
            if (attempt != LockAttempt.HeldByAnother)
                return held;
            if (time.GetUtcNow() >= patienceEnds)
                throw Busy(file);
            await Task.Delay(LookInterval, time, cancellationToken);
        }
    }

    // A folder that cannot hold a lock can seldom hold a new file either: the write tells why, in words about the file.
    private (IDisposable? Held, LockAttempt Attempt) TryLock(string lockFile)
    {
        try
        {
            OwnerOnly.CreateFolder(Path.GetDirectoryName(lockFile)!);
            return LockFile.TryTake(lockFile, logger);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            logger.LogDebug("No folder for the lock {File}: {Reason}", lockFile, ex.Message);
            return (null, LockAttempt.Impossible);
        }
    }

    private static IdentityException Busy(string file) => new(
        IdentityErrorCode.CannotWriteSharedConfig,
        $"Cannot write {file}: another process has been editing it for {PatienceLimit.TotalSeconds:F0} s. Try again; if it lasts, restart your other editors.");

    private sealed class HeldLocks : IDisposable
    {
        private readonly List<IDisposable> locks = [];

        public void Add(IDisposable? one)
        {
            if (one is not null)
                locks.Add(one);
        }

        public void Dispose() => locks.ForEach(one => one.Dispose());
    }
}
