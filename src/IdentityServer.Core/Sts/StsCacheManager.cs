using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Sts;

/// <summary>Gives role sessions: from the cache shared with the AWS CLI while they last, else minted, once for all who ask at a time in this process and others.</summary>
public sealed class StsCacheManager
{
    private const int MostLooks = 5;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly StsCacheFolder folder;
    private readonly MintLock mintLock;
    private readonly TimeProvider time;
    private readonly ILogger<StsCacheManager> logger;
    private readonly SharedFlights<(string Key, MintPolicy Policy), StsSession> flights = new();

    /// <summary>Creates the manager.</summary>
    public StsCacheManager(StsCacheFolder folder, MintLock mintLock, TimeProvider time, ILogger<StsCacheManager> logger)
    {
        this.folder = folder;
        this.mintLock = mintLock;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Gets the session of <paramref name="key"/>: a fresh one as it is; one near its end renewed first, where that needs no prompt; else a new one.</summary>
    /// <param name="key">The key, see <see cref="StsCacheKey"/>.</param>
    /// <param name="policy">What may be done where no usable session is cached.</param>
    /// <param name="mint">Makes a new session under the given policy, which is never <see cref="MintPolicy.CacheOnly"/>.</param>
    /// <param name="cancellationToken">Gives up. Others who wait for the same session are not disturbed.</param>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidStsCredential"/> where minting is not allowed; or what <paramref name="mint"/> throws.</exception>
    public async Task<StsSession> GetAsync(
        string key,
        MintPolicy policy,
        Func<MintPolicy, CancellationToken, Task<StsSession>> mint,
        CancellationToken cancellationToken)
    {
        StsSession? cached = folder.Read(key);
        DateTimeOffset now = time.GetUtcNow();
        if (cached is not null && RefreshSchedule.IsFresh(cached.Expiration, now))
        {
            logger.LogDebug("Session {Key} comes from the cache; it ends at {Expiration:u}", key, cached.Expiration);
            return cached;
        }

        bool usable = cached is not null && RefreshSchedule.IsUsable(cached.Expiration, now);
        if (policy == MintPolicy.CacheOnly)
            return usable ? cached! : throw NotCached();
        if (!usable)
            return await MintAsync(key, policy, mint, cancellationToken);

        try
        {
            return await MintAsync(key, MintPolicy.MintWithoutPrompt, mint, cancellationToken);
        }
        // The attempt takes time: what was usable before it need not be so after it.
        catch (IdentityException ex) when (ex.Code != IdentityErrorCode.Cancelled && RefreshSchedule.IsUsable(cached!.Expiration, time.GetUtcNow()))
        {
            logger.LogInformation("Session {Key} ends at {Expiration:u} and is handed out all the same, because it cannot be renewed: {Reason}", key, cached.Expiration, ex.Message);
            return cached;
        }
        catch (IdentityException ex) when (ex.Code != IdentityErrorCode.Cancelled && policy != MintPolicy.MintWithoutPrompt)
        {
            logger.LogInformation("Session {Key} ended while it could not be renewed: {Reason}", key, ex.Message);
            return await MintAsync(key, policy, mint, cancellationToken);
        }
    }

    /// <summary>Renews the session of <paramref name="key"/> without a prompt. A session that another tool has renewed meanwhile is taken over.</summary>
    public Task<StsSession> RenewAsync(string key, Func<MintPolicy, CancellationToken, Task<StsSession>> mint, CancellationToken cancellationToken) =>
        MintAsync(key, MintPolicy.MintWithoutPrompt, mint, cancellationToken);

    /// <summary>Keeps a session that was minted for another key under this one too.</summary>
    public void Keep(string key, StsSession session) => folder.Write(key, session);

    /// <summary>Removes the session of <paramref name="key"/> from the cache, and where it was kept under another key too. Succeeds where there is none.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.CannotWriteStsCache"/>.</exception>
    public void Remove(string key)
    {
        foreach (string copy in folder.CopiesOf(key))
            folder.Remove(copy);
        folder.Remove(key);
    }

    private StsSession? FreshOnDisk(string key) =>
        folder.Read(key) is { } session && RefreshSchedule.IsFresh(session.Expiration, time.GetUtcNow()) ? session : null;

    // The AWS CLI v2 rewrites an entry in place: half of one, written just now, is worth a moment's wait before anybody is asked for a code.
    private async Task<StsSession?> SettledOnDiskAsync(string key, CancellationToken cancellationToken)
    {
        for (int look = 0; look < MostLooks && folder.IsBeingWritten(key, time.GetUtcNow()); look++)
            await Task.Delay(LookInterval, time, cancellationToken);
        return FreshOnDisk(key);
    }

    private static IdentityException NotCached() =>
        new(IdentityErrorCode.InvalidStsCredential, "No valid session is cached for the role, and the request does not allow a call to STS (callStsOnInvalidIamCredential is false).");

    private Task<StsSession> MintAsync(
        string key,
        MintPolicy policy,
        Func<MintPolicy, CancellationToken, Task<StsSession>> mint,
        CancellationToken cancellationToken)
    {
        return flights.JoinAsync((key, policy), MintOnceAsync, cancellationToken);

        async Task<StsSession> MintOnceAsync(CancellationToken flightCancellation)
        {
            // A renewal has a lock of its own: it does not wait for a person at another window's prompt.
            string lockName = policy == MintPolicy.MayPrompt ? key : $"{key}.renewal";
            using IDisposable? held = await mintLock.EnterAsync(lockName, () => FreshOnDisk(key) is not null, flightCancellation);
            // Another caller, another window or the AWS CLI may have been here since this caller looked.
            if (await SettledOnDiskAsync(key, flightCancellation) is { } meanwhile)
                return meanwhile;
            long removals = folder.RemovalsOf(key);
            // Cancelled at once, even where the mint hears of it late: others wait for the lock.
            StsSession session = await mint(policy, flightCancellation).WaitAsync(flightCancellation);
            folder.Write(key, session, removals);
            logger.LogInformation("STS gave session {Key}; it ends at {Expiration:u}", key, session.Expiration);
            return session;
        }
    }
}
