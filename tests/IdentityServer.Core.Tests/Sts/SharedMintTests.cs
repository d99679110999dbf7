using IdentityServer.Core.Sts;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>Callers who want one session at one time share one mint.</summary>
public sealed class SharedMintTests : IDisposable
{
    private readonly TempCache cache = new();
    private readonly StsCacheManager manager;
    private readonly TaskCompletionSource<StsSession> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<CancellationToken> mints = [];

    public SharedMintTests()
    {
        manager = new StsCacheManager(cache.Folder, cache.Lock, cache.Time, NullLogger<StsCacheManager>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task Many_callers_share_one_mint()
    {
        Task<StsSession>[] callers = [.. Enumerable.Range(0, 20).Select(_ => GetAsync(Ct))];
        answer.SetResult(TempCache.Session());

        Assert.All(await Task.WhenAll(callers), session => Assert.Equal(TempCache.Session(), session));
        Assert.Single(mints);
    }

    [Fact]
    public async Task A_caller_who_gives_up_disturbs_nobody()
    {
        using CancellationTokenSource impatient = new();
        Task<StsSession> first = GetAsync(impatient.Token);
        Task<StsSession> second = GetAsync(Ct);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(mints.Single().IsCancellationRequested);
        answer.SetResult(TempCache.Session());
        Assert.Equal(TempCache.Session(), await second);
    }

    [Fact]
    public async Task When_the_last_caller_gives_up_the_mint_is_cancelled()
    {
        using CancellationTokenSource one = new();
        using CancellationTokenSource two = new();
        Task<StsSession> first = GetAsync(one.Token);
        Task<StsSession> second = GetAsync(two.Token);
        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await two.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.True(mints.Single().IsCancellationRequested);
    }

    [Fact]
    public async Task After_a_cancelled_mint_the_next_caller_starts_afresh()
    {
        using CancellationTokenSource impatient = new();
        Task<StsSession> first = GetAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        // The cancelled mint has not ended yet: it hears of the cancellation late. Its lock is free all the same, at the next look.
        Task<StsSession> second = GetAsync(Ct);
        while (mints.Count < 2)
        {
            cache.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
            Ct.ThrowIfCancellationRequested();
        }

        answer.SetResult(TempCache.Session());

        Assert.Equal(TempCache.Session(), await second);
        Assert.Equal(2, mints.Count);
        Assert.False(mints[1].IsCancellationRequested);
    }

    [Fact]
    public async Task A_caller_who_comes_cancelled_starts_nothing()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetAsync(cancelled.Token));

        Assert.Empty(mints);
    }

    [Fact]
    public async Task A_failure_reaches_every_caller_and_is_not_remembered()
    {
        Task<StsSession>[] callers = [GetAsync(Ct), GetAsync(Ct)];
        answer.SetException(new IdentityException(IdentityErrorCode.CannotCreateStsCredential, "scripted"));
        foreach (Task<StsSession> caller in callers)
            Assert.Equal("scripted", (await Assert.ThrowsAsync<IdentityException>(() => caller)).Message);

        Assert.Equal(TempCache.Session(), await manager.GetAsync(TempCache.Key, MintPolicy.MayPrompt, (_, _) => Task.FromResult(TempCache.Session()), Ct));
        Assert.Single(mints);
    }

    [Fact(Timeout = 10_000)]
    public async Task Another_role_does_not_wait()
    {
        Task<StsSession> held = GetAsync(Ct);

        await manager.GetAsync(TempCache.OtherKey, MintPolicy.MayPrompt, (_, _) => Task.FromResult(TempCache.Session()), Ct).WaitAsync(Ct);

        Assert.False(held.IsCompleted);
        answer.SetResult(TempCache.Session());
        await held;
    }

    [Fact(Timeout = 10_000)]
    public async Task A_renewal_does_not_wait_for_a_person()
    {
        Task<StsSession> prompted = GetAsync(Ct);

        await manager.RenewAsync(TempCache.Key, (_, _) => Task.FromResult(TempCache.Session()), Ct).WaitAsync(Ct);

        Assert.False(prompted.IsCompleted);
        answer.SetResult(TempCache.Session());
        await prompted;
    }

    private Task<StsSession> GetAsync(CancellationToken cancellationToken) =>
        manager.GetAsync(
            TempCache.Key,
            MintPolicy.MayPrompt,
            (_, mint) =>
            {
                mints.Add(mint);
                return answer.Task;
            },
            cancellationToken);
}
