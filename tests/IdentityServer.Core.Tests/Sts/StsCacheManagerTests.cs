using System.Text.Json;
using IdentityServer.Core.Sts;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>What is handed out, by the table <c>manager-policies.json</c> (<c>left</c>: seconds until the cached session ends).</summary>
public sealed class StsCacheManagerTests : IDisposable
{
    private static readonly JsonElement[] Cases =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sts", "manager-policies.json"))).RootElement.EnumerateArray()];

    private readonly TempCache cache = new();
    private readonly StsCacheManager manager;

    public StsCacheManagerTests()
    {
        manager = new StsCacheManager(cache.Folder, cache.Lock, cache.Time, NullLogger<StsCacheManager>.Instance);
    }

    public static TheoryData<string> CaseNames => [.. Cases.Select(row => row.GetProperty("name").GetString()!)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => cache.Dispose();

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Policy(string name)
    {
        JsonElement row = Cases.Single(candidate => candidate.GetProperty("name").GetString() == name);
        StsSession minted = TempCache.Session(mark: "minted");
        StsSession? cached = row.TryGetProperty("left", out JsonElement left) ? TempCache.Session(TempCache.Start.AddSeconds(left.GetInt32()), "cached") : null;
        if (cached is not null)
            cache.Folder.Write(TempCache.Key, cached);
        string result = row.GetProperty("result").GetString()!;
        List<MintPolicy> mintedUnder = [];

        string outcome;
        try
        {
            outcome = (await manager.GetAsync(TempCache.Key, Enum.Parse<MintPolicy>(row.GetProperty("policy").GetString()!), Mint, Ct)).Credentials.AccessKeyId[4..];
        }
        catch (IdentityException ex)
        {
            outcome = ex.Code.ToString();
        }

        Assert.Equal(result, outcome);
        Assert.Equal(row.TryGetProperty("mintedUnder", out JsonElement under) ? [Enum.Parse<MintPolicy>(under.GetString()!)] : [], mintedUnder);
        Assert.Equal(result == "minted" ? minted : cached, cache.Folder.Read(TempCache.Key));

        Task<StsSession> Mint(MintPolicy policy, CancellationToken token)
        {
            mintedUnder.Add(policy);
            return row.TryGetProperty("mint", out JsonElement refusal)
                ? throw new IdentityException(Enum.Parse<IdentityErrorCode>(refusal.GetString()!), "scripted")
                : Task.FromResult(minted);
        }
    }

    [Fact]
    public async Task A_renewal_takes_over_what_another_tool_has_renewed()
    {
        StsSession ofTheCli = TempCache.Session(mark: "cli");
        cache.Folder.Write(TempCache.Key, ofTheCli);

        Assert.Equal(ofTheCli, await manager.RenewAsync(TempCache.Key, (_, _) => throw new InvalidOperationException("STS was called"), Ct));
    }

    [Fact]
    public async Task A_renewal_replaces_a_session_near_its_end()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session(TempCache.Start.AddMinutes(5), "old"));
        StsSession renewed = TempCache.Session(mark: "new");

        Assert.Equal(renewed, await manager.RenewAsync(TempCache.Key, (policy, _) => policy == MintPolicy.MintWithoutPrompt ? Task.FromResult(renewed) : throw new InvalidOperationException(), Ct));

        Assert.Equal(renewed, cache.Folder.Read(TempCache.Key));
    }

    [Fact]
    public async Task A_session_is_good_where_it_cannot_be_kept()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(cache.Path)!);
        File.WriteAllText(cache.Path, "not a folder");
        StsSession minted = TempCache.Session();

        Assert.Equal(minted, await manager.GetAsync(TempCache.Key, MintPolicy.MayPrompt, (_, _) => Task.FromResult(minted), Ct));
    }

    [Fact]
    public async Task A_session_that_was_removed_while_it_was_minted_is_not_kept()
    {
        StsSession minted = TempCache.Session();

        StsSession session = await manager.GetAsync(TempCache.Key, MintPolicy.MayPrompt, Mint, Ct);

        Assert.Equal(minted, session);
        Assert.Null(cache.Folder.Read(TempCache.Key));
        Assert.False(File.Exists(cache.File));

        Task<StsSession> Mint(MintPolicy policy, CancellationToken token)
        {
            manager.Remove(TempCache.Key);
            return Task.FromResult(minted);
        }
    }

    [Theory]
    [InlineData(MintPolicy.MayPrompt, "ASIAnew")]
    [InlineData(MintPolicy.MintWithoutPrompt, "CannotCreateStsCredential")]
    public async Task A_session_that_ended_while_it_could_not_be_renewed_is_not_handed_out(MintPolicy policy, string expected)
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session(TempCache.Start.AddMinutes(3), "old"));

        string outcome;
        try
        {
            outcome = (await manager.GetAsync(TempCache.Key, policy, Mint, Ct)).Credentials.AccessKeyId;
        }
        catch (IdentityException ex)
        {
            outcome = ex.Code.ToString();
        }

        Assert.Equal(expected, outcome);

        Task<StsSession> Mint(MintPolicy allowed, CancellationToken token)
        {
            if (allowed == MintPolicy.MayPrompt)
                return Task.FromResult(TempCache.Session(mark: "new"));
            cache.Time.Advance(TimeSpan.FromMinutes(4)); // The time limits of a lock and of STS, say.
            throw new IdentityException(IdentityErrorCode.CannotCreateStsCredential, "scripted");
        }
    }

    [Fact]
    public async Task A_removed_session_is_minted_anew()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session(mark: "old"));
        manager.Remove(TempCache.Key);
        manager.Remove(TempCache.Key);

        StsSession session = await manager.GetAsync(TempCache.Key, MintPolicy.MayPrompt, (_, _) => Task.FromResult(TempCache.Session(mark: "new")), Ct);

        Assert.Equal("ASIAnew", session.Credentials.AccessKeyId);
    }
}
