using IdentityServer.Core.Credentials;
using IdentityServer.Core.Sts;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>A role assumed with a token file: what STS gets, what is kept, and when the file is read.</summary>
public sealed class WebIdentityTests : ResolverTest
{
    // A request that never comes fails the test in place of holding it up, in milliseconds.
    private const int Patience = 30_000;

    // The CLI's key of {"RoleArn": "arn:aws:iam::123456789012:role/Demo"}.
    private const string DemoKey = "ecd91d7989471012b3d38d435d4d037a581676a5";

    private string Folder => Path.GetDirectoryName(ConfigFile)!;

    private string TokenFile => Path.Combine(Folder, "token");

    private IReadOnlyList<LoggedRequest> WebCalls => Server.RequestsOf(LocalAwsActions.AssumeRoleWithWebIdentity);

    [Fact]
    public async Task The_token_is_exchanged_for_a_session_that_is_kept_under_the_key_of_the_CLI()
    {
        WriteProfile();
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);

        ResolvedCredential first = await GetAsync("web");
        ResolvedCredential second = await GetAsync("web");

        LoggedRequest call = Assert.Single(WebCalls);
        Assert.Equal("token-1", call.Parameters["WebIdentityToken"]);
        Assert.Equal("arn:aws:iam::123456789012:role/Demo", call.Parameters["RoleArn"]);
        Assert.StartsWith("identity-server-", call.Parameters["RoleSessionName"], StringComparison.Ordinal);
        Assert.Null(call.SigningKeyId);
        Assert.Equal(DemoKey, first.Id);
        Assert.Equal([DemoKey], CacheEntries());
        Assert.Equal(first.Credentials, second.Credentials);
    }

    [Fact]
    public async Task The_session_name_of_the_profile_is_sent_and_is_part_of_the_key()
    {
        WriteProfile("role_session_name = me@corp");
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);

        ResolvedCredential credential = await GetAsync("web");

        Assert.Equal("me@corp", Assert.Single(WebCalls).Parameters["RoleSessionName"]);
        Assert.Equal(StsCacheKey.ForRole("arn:aws:iam::123456789012:role/Demo", "me@corp", null, null, null), credential.Id);
        Assert.NotEqual(DemoKey, credential.Id);
    }

    [Fact]
    public async Task Settings_of_an_AssumeRole_call_are_not_sent()
    {
        WriteProfile("duration_seconds = 1800", "external_id = x-1", "mfa_serial = arn:aws:iam::123456789012:mfa/me");
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);

        Assert.Equal(DemoKey, (await GetAsync("web")).Id);

        Assert.Empty(Client.Asked);
        Assert.Empty(Assert.Single(WebCalls).Parameters.Keys.Intersect(["DurationSeconds", "ExternalId", "SerialNumber"]));
    }

    [Theory]
    [InlineData("token-1\n")]
    [InlineData("token-1\r\n\r\n")]
    [InlineData(" token-1\t")]
    [InlineData("\uFEFFtoken-1")]
    public async Task White_space_around_the_token_is_not_part_of_it(string text)
    {
        WriteProfile();
        await File.WriteAllTextAsync(TokenFile, text, Ct);

        await GetAsync("web");

        Assert.Equal("token-1", Assert.Single(WebCalls).Parameters["WebIdentityToken"]);
    }

    [Fact]
    public async Task The_file_is_read_again_at_each_mint()
    {
        WriteProfile();
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);
        string id = (await GetAsync("web")).Id;

        await File.WriteAllTextAsync(TokenFile, "token-2", Ct);
        Resolver.Invalidate(id);
        await GetAsync("web");

        Assert.Equal(["token-1", "token-2"], WebCalls.Select(call => call.Parameters["WebIdentityToken"]));
    }

    [Fact(Timeout = Patience)]
    public async Task The_renewal_reads_the_file_as_it_is_then()
    {
        WriteProfile();
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);
        await GetAsync("web");

        await File.WriteAllTextAsync(TokenFile, "token-2", Ct);
        Time.Advance(TimeSpan.FromMinutes(59));
        LoggedRequest renewal = await Server.WaitForRequestAsync(LocalAwsActions.AssumeRoleWithWebIdentity, 2, Ct);

        Assert.Equal("token-2", renewal.Parameters["WebIdentityToken"]);
    }

    [Fact]
    public async Task A_tilde_stands_for_the_home_folder()
    {
        WriteConfig("[profile web]", "web_identity_token_file = ~/token", "role_arn = arn:aws:iam::123456789012:role/Demo");
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);

        await GetAsync("web");

        Assert.Single(WebCalls);
    }

    [Fact]
    public async Task It_can_be_the_source_of_a_role()
    {
        WriteProfile("[profile outer]", "role_arn = arn:aws:iam::111122223333:role/Outer", "source_profile = web");
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);

        ResolvedCredential web = await GetAsync("web");
        await GetAsync("outer");

        Assert.Single(WebCalls);
        Assert.Equal(web.Credentials.AccessKeyId, Assert.Single(Calls).SigningKeyId);
        Assert.Equal(web.Credentials.SessionToken!.Reveal(), Calls[0].SecurityToken);
        Assert.Equal(2, CacheEntries().Length);
    }

    [Fact]
    public async Task A_role_that_its_session_may_not_assume_names_it_as_the_signer()
    {
        const string Outer = "arn:aws:iam::111122223333:role/Outer";
        WriteProfile("[profile outer]", $"role_arn = {Outer}", "source_profile = web");
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);
        Server.DeniedRoles.Add(Outer);

        IdentityException error = await FailsAsync("outer");

        Assert.StartsWith($"Profile \"outer\" (outer → web), role_arn ({ConfigFile}:5): STS denied the role {Outer}", error.Message, StringComparison.Ordinal);
        Assert.Contains("the keys of profile \"web\" may call", error.Message, StringComparison.Ordinal);
        Assert.Equal([DemoKey], CacheEntries());
    }

    [Fact]
    public async Task Without_leave_to_call_STS_nothing_is_read_and_nothing_called()
    {
        WriteProfile();

        IdentityException error = await FailsAsync("web", MintPolicy.CacheOnly);

        Assert.Equal(IdentityErrorCode.InvalidStsCredential, error.Code);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task The_identity_provider_out_of_reach_is_tried_again()
    {
        WriteProfile();
        await File.WriteAllTextAsync(TokenFile, "token-1", Ct);
        Server.Enqueue(LocalAwsActions.AssumeRoleWithWebIdentity, Fault.Error(400, "IDPCommunicationError", "slow"));

        await GetAsync("web");

        Assert.Equal(2, WebCalls.Count);
    }

    private void WriteProfile(params string[] more) => WriteConfig(
        ["[profile web]", $"web_identity_token_file = {TokenFile}", "role_arn = arn:aws:iam::123456789012:role/Demo", .. more]);
}
