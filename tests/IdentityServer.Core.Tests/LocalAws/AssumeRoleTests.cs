using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using IdentityServer.LocalAws;
using SessionCredentials = Amazon.SecurityToken.Model.Credentials;

namespace IdentityServer.Core.Tests.LocalAws;

public sealed class AssumeRoleTests : LocalAwsTest
{
    [Fact]
    public async Task A_role_call_answers_as_sts_does()
    {
        AssumeRoleResponse response = await AssumeAsync();

        Assert.Matches("^ASIA[A-Z2-7]{16}$", response.Credentials.AccessKeyId);
        Assert.Equal(40, response.Credentials.SecretAccessKey.Length);
        Assert.Contains("SECRET", response.Credentials.SecretAccessKey, StringComparison.Ordinal);
        Assert.Contains("TOKEN", response.Credentials.SessionToken, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2030, 1, 2, 4, 4, 5, DateTimeKind.Utc), response.Credentials.Expiration!.Value.ToUniversalTime());
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/Deploy/me@corp", response.AssumedRoleUser.Arn);
        Assert.Matches("^AROA[A-Z2-7]{17}:me@corp$", response.AssumedRoleUser.AssumedRoleId);
        Assert.NotEmpty(response.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task The_log_keeps_parameters_and_signer()
    {
        await AssumeAsync(change: request => request.ExternalId = "a+b/c=");

        LoggedRequest logged = Assert.Single(Server.Requests);
        Assert.Equal(LocalAwsActions.AssumeRole, logged.Action);
        Assert.Equal(RoleArn, logged.Parameters["RoleArn"]);
        Assert.Equal("a+b/c=", logged.Parameters["ExternalId"]);
        Assert.Equal("AKIALOCALSTATIC00001", logged.SigningKeyId);
        Assert.Equal("eu-west-1", logged.SigningRegion);
        Assert.Null(logged.SecurityToken);
        Assert.Equal(Start, logged.Time);
    }

    [Fact]
    public async Task Every_session_is_a_new_one_and_can_take_the_next_role()
    {
        SessionCredentials first = (await AssumeAsync()).Credentials;
        SessionCredentials second = (await AssumeAsync(first, request => request.RoleArn = "arn:aws-cn:iam::444455556666:role/Next")).Credentials;
        using AmazonSecurityTokenServiceClient sts = Sts(second);
        GetCallerIdentityResponse identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Ct);

        Assert.NotEqual(first.AccessKeyId, second.AccessKeyId);
        Assert.Equal("arn:aws-cn:sts::444455556666:assumed-role/Next/me@corp", identity.Arn);
        Assert.Equal("444455556666", identity.Account);
        Assert.Equal(first.SessionToken, Server.RequestsOf(LocalAwsActions.AssumeRole)[1].SecurityToken);
    }

    [Fact]
    public async Task A_chained_role_lives_an_hour_at_most()
    {
        SessionCredentials first = (await AssumeAsync(change: request => request.DurationSeconds = 43200)).Credentials;

        await RefusedAsync(() => AssumeAsync(first, request => request.DurationSeconds = 3601), "ValidationError");
    }

    [Fact]
    public async Task A_session_is_refused_at_its_end()
    {
        Server.SessionLifetime = TimeSpan.FromSeconds(30);
        SessionCredentials session = (await AssumeAsync()).Credentials;
        Time.Advance(TimeSpan.FromSeconds(29));
        await AssumeAsync(session);
        Time.Advance(session.Expiration!.Value.ToUniversalTime() - Time.GetUtcNow().UtcDateTime);

        await RefusedAsync(() => AssumeAsync(session), "ExpiredToken");
    }

    [Fact]
    public async Task A_session_needs_its_own_token()
    {
        SessionCredentials session = (await AssumeAsync()).Credentials;
        SessionCredentials other = (await AssumeAsync()).Credentials;

        await RefusedAsync(() => AssumeAsync(new BasicAWSCredentials(session.AccessKeyId, session.SecretAccessKey)), "InvalidClientTokenId");
        await RefusedAsync(
            () => AssumeAsync(new SessionAWSCredentials(session.AccessKeyId, session.SecretAccessKey, other.SessionToken)),
            "InvalidClientTokenId");
    }

    [Fact]
    public async Task A_token_with_a_foreign_key_must_have_been_made_known()
    {
        SessionAWSCredentials foreign = new("ASIAFOREIGN000000001", "secret", "token-of-another-tool");
        await RefusedAsync(() => AssumeAsync(foreign), "InvalidClientTokenId");

        Server.KnownSessionTokens["ASIAFOREIGN000000001"] = "token-of-another-tool";

        await AssumeAsync(foreign);
    }

    [Fact]
    public async Task Only_accepted_keys_are_known_once_any_are_named()
    {
        Server.AcceptedAccessKeyIds.Add("AKIALOCALSTATIC00001");
        SessionCredentials minted = (await AssumeAsync()).Credentials;
        await AssumeAsync(minted);

        await RefusedAsync(() => AssumeAsync(new BasicAWSCredentials("AKIASOMEBODYELSE0001", "x")), "InvalidClientTokenId");
    }

    [Fact]
    public async Task A_denied_role_names_caller_and_role()
    {
        Server.DeniedRoles.Add(RoleArn);

        AmazonSecurityTokenServiceException refusal = await RefusedAsync(() => AssumeAsync(), "AccessDenied");

        Assert.Equal(403, (int)refusal.StatusCode);
        Assert.Equal(
            $"User: arn:aws:iam::123456789012:user/local is not authorized to perform: sts:AssumeRole on resource: {RoleArn}",
            refusal.Message);
    }

    [Fact]
    public async Task A_web_identity_needs_no_signature()
    {
        using AmazonSecurityTokenServiceClient sts = Sts(new AnonymousAWSCredentials());
        AssumeRoleWithWebIdentityResponse response = await sts.AssumeRoleWithWebIdentityAsync(
            new AssumeRoleWithWebIdentityRequest { RoleArn = RoleArn, RoleSessionName = "job", WebIdentityToken = "a.web.token", DurationSeconds = 900 },
            Ct);

        Assert.Equal("arn:aws:sts::111122223333:assumed-role/Deploy/job", response.AssumedRoleUser.Arn);
        Assert.Equal(new DateTime(2030, 1, 2, 3, 19, 5, DateTimeKind.Utc), response.Credentials.Expiration!.Value.ToUniversalTime());
        Assert.Null(Assert.Single(Server.RequestsOf(LocalAwsActions.AssumeRoleWithWebIdentity)).SigningKeyId);
    }

    [Fact]
    public async Task A_session_token_belongs_to_the_user_who_asked()
    {
        using AmazonSecurityTokenServiceClient sts = Sts();
        SessionCredentials session = (await sts.GetSessionTokenAsync(new GetSessionTokenRequest(), Ct)).Credentials;
        using AmazonSecurityTokenServiceClient withSession = Sts(session);
        GetCallerIdentityResponse identity = await withSession.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Ct);

        Assert.Equal("arn:aws:iam::123456789012:user/local", identity.Arn);
        Assert.Equal(new DateTime(2030, 1, 2, 15, 4, 5, DateTimeKind.Utc), session.Expiration!.Value.ToUniversalTime());
        await RefusedAsync(() => withSession.GetSessionTokenAsync(new GetSessionTokenRequest(), Ct), "AccessDenied");
    }
}
