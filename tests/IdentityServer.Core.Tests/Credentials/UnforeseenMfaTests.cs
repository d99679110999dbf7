using IdentityServer.Core.Credentials;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Roles that need a code although their profiles name no device: only STS knows.</summary>
public sealed class UnforeseenMfaTests : ResolverTest
{
    private const string RoleArn = "arn:aws:iam::111122223333:role/Guarded";
    private const string Serial = "arn:aws:iam::123456789012:mfa/me";
    private const string Code = "123456";

    private static readonly string IdWithDevice = StsCacheKey.ForRole(RoleArn, null, null, Serial, null);

    [Fact]
    public async Task The_person_is_asked_once_and_the_profile_learns_the_device()
    {
        Arrange();
        Client.Gives(Code, Serial);

        ResolvedCredential first = await GetAsync("dev");
        ResolvedCredential second = await GetAsync("dev");

        Assert.Equal([("dev", (string?)null)], Client.Asked);
        Assert.Equal(IdWithDevice, first.Id);
        Assert.Equal((first.Id, first.Credentials), (second.Id, second.Credentials));
        Assert.Equal(2, Calls.Count); // The denied one, and the one with the code.
        Assert.Contains($"mfa_serial = {Serial}", await File.ReadAllTextAsync(ConfigFile, Ct), StringComparison.Ordinal);
        Assert.Contains(IdWithDevice, CacheEntries());
    }

    [Fact]
    public async Task The_next_login_asks_straight_away()
    {
        Arrange();
        Client.Gives(Code, Serial);
        ResolvedCredential first = await GetAsync("dev");
        Resolver.Invalidate(first.Id);

        await NewResolver().GetAsync("dev", MintPolicy.MayPrompt, Ct);

        Assert.Equal([("dev", (string?)null), ("dev", Serial)], Client.Asked);
        Assert.Equal(3, Calls.Count);
    }

    [Fact]
    public async Task Who_signs_out_leaves_no_copy_under_the_key_of_before()
    {
        Arrange();
        Client.Gives(Code, Serial);
        string id = (await GetAsync("dev")).Id;

        NewResolver().Invalidate(id);

        Assert.Empty(CacheEntries());
    }

    [Fact]
    public async Task The_session_is_told_expired_in_time_and_never_renewed_behind_a_prompt()
    {
        Arrange();
        Client.Gives(Code, Serial);
        ResolvedCredential session = await GetAsync("dev");

        Time.Advance(TimeSpan.FromMinutes(58));

        Assert.Equal([(session.Id, StsSessionChange.Expired)], Told);
        Assert.Single(Client.Asked);
    }

    [Fact]
    public async Task Who_declines_gets_the_denial_of_STS_and_nothing_is_learnt()
    {
        Arrange();
        string before = await File.ReadAllTextAsync(ConfigFile, Ct);

        IdentityException error = await FailsAsync("dev");

        Assert.Equal(IdentityErrorCode.CannotCreateStsCredential, error.Code);
        Assert.Contains("STS denied", error.Message, StringComparison.Ordinal);
        Assert.Single(Client.Asked);
        Assert.Single(Calls);
        Assert.Equal(before, await File.ReadAllTextAsync(ConfigFile, Ct));
    }

    [Fact]
    public async Task A_code_without_its_device_is_of_no_use()
    {
        Arrange();
        Client.Gives(Code);

        IdentityException error = await FailsAsync("dev");

        Assert.Contains("STS denied", error.Message, StringComparison.Ordinal);
        Assert.Single(Calls);
    }

    [Fact]
    public async Task A_wrong_code_is_said_to_be_wrong_and_nothing_is_learnt()
    {
        Arrange();
        Client.Gives("000000", Serial);

        IdentityException error = await FailsAsync("dev");

        Assert.Contains("MFA code", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Calls.Count);
        Assert.DoesNotContain("mfa_serial", await File.ReadAllTextAsync(ConfigFile, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_cannot_give_a_code_so_nobody_is_asked()
    {
        Arrange("[profile outer]\nrole_arn = arn:aws:iam::111122223333:role/Outer\nsource_profile = open", "[profile open]\nrole_arn = arn:aws:iam::111122223333:role/Open\nsource_profile = base");
        Server.RolesRequiringMfa.Add("arn:aws:iam::111122223333:role/Outer");

        IdentityException error = await FailsAsync("outer");

        Assert.Equal(IdentityErrorCode.CannotCreateStsCredential, error.Code);
        Assert.Empty(Client.Asked);
    }

    [Fact]
    public async Task Nobody_is_asked_where_STS_may_not_be_called()
    {
        Arrange();
        Client.Gives(Code, Serial);

        Assert.Equal(IdentityErrorCode.InvalidStsCredential, (await FailsAsync("dev", MintPolicy.CacheOnly)).Code);

        Assert.Empty(Client.Asked);
    }

    [Fact]
    public async Task A_profile_that_cannot_be_written_costs_no_login()
    {
        Arrange();
        Client.Gives(Code, Serial);
        Directory.CreateDirectory(ConfigFile + ".identity-server.bak"); // No edit without its backup.

        ResolvedCredential session = await GetAsync("dev");

        Assert.NotEqual(IdWithDevice, session.Id);
        Assert.NotEmpty(session.Credentials.AccessKeyId);
        Assert.DoesNotContain("mfa_serial", await File.ReadAllTextAsync(ConfigFile, Ct), StringComparison.Ordinal);
    }

    private void Arrange(params string[] more)
    {
        WriteConfig([BaseProfile, $"[profile dev]\nrole_arn = {RoleArn}\nsource_profile = base\n", .. more]);
        Server.RolesRequiringMfa.Add(RoleArn);
        Server.MfaCodes[Serial] = Code;
    }
}
