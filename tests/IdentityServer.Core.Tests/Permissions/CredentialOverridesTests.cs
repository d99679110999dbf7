using IdentityServer.Core.Credentials;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.Sts;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Permissions;

/// <summary>Credentials that a client gives in place of a profile's: what is checked, and under which name they come back.</summary>
public sealed class CredentialOverridesTests : PermissionTest
{
    private const string Role = "arn:aws:iam::123456789012:role/Demo";

    [Fact]
    public async Task They_come_back_under_the_id_and_the_kinds_of_the_profile()
    {
        WriteConfig("[profile dev]", $"role_arn = {Role}", "source_profile = base", "region = eu-west-1", "[profile base]", "aws_access_key_id = a", "aws_secret_access_key = s");
        Server.KnownSessionTokens[KeyId] = Token;
        AwsCredentials keys = SessionKeys with { Expiration = Now.AddHours(1) };

        ResolvedCredential credential = await Overrides.CheckAsync("dev", keys, [], Ct);

        Assert.Equal(keys, credential.Credentials);
        Assert.Equal(StsCacheKey.ForRole(Role, null, null, null, null), credential.Id);
        Assert.Equal([ProfileKind.IamSourceProfileProfile], credential.Kinds);
        LoggedRequest call = Assert.Single(Server.Requests);
        Assert.Equal((LocalAwsActions.GetCallerIdentity, KeyId, "eu-west-1", Token), (call.Action, call.SigningKeyId, call.SigningRegion, call.SecurityToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[profile dev]\nregion = eu-west-1")]
    [InlineData("[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/Demo")]
    public async Task A_profile_without_a_plan_gives_them_an_id_of_their_own(string config)
    {
        WriteConfig(config);

        ResolvedCredential credential = await Overrides.CheckAsync("dev", LongTermKeys, [], Ct);
        ResolvedCredential again = await Overrides.CheckAsync("other", LongTermKeys, [], Ct);
        ResolvedCredential others = await Overrides.CheckAsync("dev", LongTermKeys with { AccessKeyId = "AKIAOTHER" }, [], Ct);

        Assert.True(StsCacheKey.IsWellFormed(credential.Id), credential.Id);
        Assert.Equal(credential.Id, again.Id);
        Assert.NotEqual(credential.Id, others.Id);
        Assert.Equal([ProfileKind.Unknown], credential.Kinds);
    }

    [Theory]
    [InlineData(403, "InvalidClientTokenId", IdentityErrorCode.InvalidStsCredential, "AWS does not know the access key. Send others.")]
    [InlineData(403, "SignatureDoesNotMatch", IdentityErrorCode.InvalidStsCredential, "the secret key does not belong to the access key, or the clock of this machine is wrong. Send others.")]
    [InlineData(403, "ExpiredToken", IdentityErrorCode.StsCredentialExpired, "the session has ended. Send others.")]
    [InlineData(400, "Throttling", IdentityErrorCode.CallerIdentityNotFound, "STS refused to say whose the keys are (Throttling: of ***).")]
    public async Task What_AWS_does_not_accept_is_an_error(int status, string code, IdentityErrorCode expected, string says)
    {
        WriteConfig("[profile dev]", "max_attempts = 1");
        Server.Enqueue(LocalAwsActions.GetCallerIdentity, Fault.Error(status, code, $"of {SecretKey}"));

        IdentityException error = await FailsAsync(LongTermKeys);

        Assert.Equal(expected, error.Code);
        Assert.Equal($"Profile \"dev\": the credentials of credentialOverride cannot be used: {says}", error.Message);
        AssertNoSecretIn(error.ToString());
    }

    [Fact]
    public async Task Without_an_answer_of_STS_nothing_is_given()
    {
        WriteConfig("[profile dev]", "max_attempts = 1");
        NextCallerIs("");
        Assert.Equal(IdentityErrorCode.CallerIdentityNotFound, (await FailsAsync(LongTermKeys)).Code);
        Variables["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1";

        IdentityException error = await FailsAsync(LongTermKeys);

        Assert.Equal(IdentityErrorCode.CallerIdentityNotFound, error.Code);
        Assert.EndsWith("no connection to http://127.0.0.1:1. Check the network and the proxy.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_even_be_named_is_known_to_AWS()
    {
        Server.Enqueue(LocalAwsActions.GetCallerIdentity, Fault.Error(403, "AccessDenied", "no"));

        await Overrides.CheckAsync("dev", LongTermKeys, ["a:One"], Ct);

        Assert.StartsWith("Warning: ", Assert.Single(OverrideLog.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_is_past_needs_no_call()
    {
        IdentityException error = await FailsAsync(SessionKeys with { Expiration = Now });

        Assert.Equal(IdentityErrorCode.StsCredentialExpired, error.Code);
        Assert.Contains("they ended at 2026-01-01 00:01:00Z. Send new ones.", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task The_permission_set_counts_for_them_and_STS_is_asked_once()
    {
        Server.Iam.Deny(User, "b:Two");

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => Overrides.CheckAsync("dev", LongTermKeys, ["a:One", "b:Two"], Ct));

        Assert.Equal(IdentityErrorCode.PermissionDenied, error.Code);
        Assert.Equal([LocalAwsActions.GetCallerIdentity, LocalAwsActions.SimulatePrincipalPolicy], Server.Requests.Select(call => call.Action));
        await Overrides.CheckAsync("dev", LongTermKeys, ["a:One"], Ct);
    }

    [Theory]
    [InlineData("accessKeyId", "", "s", "t")]
    [InlineData("accessKeyId", "AKIA ONE", "s", "t")]
    [InlineData("accessKeyId", "AKIA\r\nX-Evil: 1", "s", "t")]
    [InlineData("secretAccessKey", "AKIA", "", "t")]
    [InlineData("secretAccessKey", "AKIA", "naïve-SECRET", "t")]
    [InlineData("sessionToken", "AKIA", "s", "")]
    [InlineData("sessionToken", "AKIA", "s", "a\nTOKEN")]
    public async Task A_text_that_is_no_key_is_refused_before_any_call(string field, string keyId, string secret, string token)
    {
        IdentityException error = await FailsAsync(new AwsCredentials(keyId, new Secret(secret), new Secret(token)));

        Assert.Equal(IdentityErrorCode.InvalidStsCredential, error.Code);
        Assert.Contains($": {field} is empty, or holds characters that no key has.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("TOKEN", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    private async Task<IdentityException> FailsAsync(AwsCredentials keys) =>
        await Assert.ThrowsAsync<IdentityException>(() => Overrides.CheckAsync("dev", keys, [], Ct));
}
