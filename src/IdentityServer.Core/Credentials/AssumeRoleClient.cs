using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using IdentityServer.Core.Files;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Credentials;

/// <summary>Calls STS for one role, through the AWS SDK.</summary>
public sealed class AssumeRoleClient
{
    /// <summary>How long one call may take, retries included.</summary>
    public static TimeSpan TimeLimit => LimitedCall.Limit;

    // STS takes tokens of up to 20,000 characters.
    private const int LongestToken = 64 * 1024;

    private readonly TimeProvider time;

    /// <summary>Creates the client.</summary>
    public AssumeRoleClient(TimeProvider time)
    {
        this.time = time;
    }

    /// <summary>Assumes <paramref name="role"/>, signed by <paramref name="source"/>.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.CannotCreateStsCredential"/>, or <see cref="IdentityErrorCode.Timeout"/>.</exception>
    public async Task<StsSession> AssumeAsync(CredentialPlan plan, RoleStep role, AwsCredentials source, MfaCode? mfa, CancellationToken cancellationToken)
    {
        var request = new AssumeRoleRequest
        {
            RoleArn = role.RoleArn,
            RoleSessionName = role.RoleSessionName ?? GeneratedSessionName(),
            ExternalId = role.ExternalId,
            DurationSeconds = role.DurationSeconds,
            SerialNumber = mfa is null ? null : mfa.MfaSerial ?? role.MfaSerial,
            TokenCode = mfa?.Code.Reveal(),
        };
        var errors = new StsErrors(plan, role.ProfileName, role.Location, role.RoleArn, role.Client, mfa?.Code, source);
        AssumeRoleResponse response = await CallAsync(AwsSigner.Of(source), role.Client, (sts, limit) => sts.AssumeRoleAsync(request, limit), errors, cancellationToken);
        return SessionOf(response.Credentials, response.AssumedRoleUser, response, errors);
    }

    /// <summary>Assumes the role of a web identity with the token that its file holds now.</summary>
    /// <exception cref="IdentityException">As <see cref="AssumeAsync"/>.</exception>
    public async Task<StsSession> AssumeWithWebIdentityAsync(CredentialPlan plan, WebIdentitySource source, CancellationToken cancellationToken)
    {
        string token = ReadToken(plan, source);
        var request = new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = source.RoleArn,
            RoleSessionName = source.RoleSessionName ?? GeneratedSessionName(),
            WebIdentityToken = token,
        };
        var errors = new StsErrors(plan, source.ProfileName, source.Location, source.RoleArn, source.Client, new Secret(token), signer: null);
        AssumeRoleWithWebIdentityResponse response = await CallAsync(
            new AnonymousAWSCredentials(), source.Client, (sts, limit) => sts.AssumeRoleWithWebIdentityAsync(request, limit), errors, cancellationToken);
        return SessionOf(response.Credentials, response.AssumedRoleUser, response, errors);
    }

    // Read anew for each call: whoever issues the tokens replaces the file.
    private static string ReadToken(CredentialPlan plan, WebIdentitySource source)
    {
        try
        {
            string token = RegularFile.ReadAllText(source.TokenFile, LongestToken).Trim();
            return token.Length > 0 ? token : throw Unreadable("it is empty", null);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(ex switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnusableFileException => ex.Message,
                _ => "it cannot be read",
            }, ex);
        }

        IdentityException Unreadable(string why, Exception? cause) =>
            new(
                IdentityErrorCode.InvalidProfile,
                $"{plan.Subject(source.ProfileName)}: web_identity_token_file ({source.Location}) names {source.TokenFile}, and {why}. Correct the path, or have the token issued again.",
                cause);
    }

    private async Task<TResponse> CallAsync<TResponse>(
        AWSCredentials signer,
        AwsClientSettings settings,
        Func<AmazonSecurityTokenServiceClient, CancellationToken, Task<TResponse>> call,
        StsErrors errors,
        CancellationToken cancellationToken)
    {
        return await LimitedCall.RunAsync(
            time,
            async limit =>
            {
                using var sts = new AmazonSecurityTokenServiceClient(signer, AwsClientConfig.From(settings));
                return await call(sts, limit);
            },
            ex => throw (ex is null ? errors.TimedOut(TimeLimit) : errors.Explain(ex)),
            cancellationToken);
    }

    // The CLI generates a name too. It is left out of the cache key.
    private string GeneratedSessionName() => $"identity-server-{time.GetUtcNow().ToUnixTimeSeconds()}";

    private StsSession SessionOf(Amazon.SecurityToken.Model.Credentials? keys, AssumedRoleUser? user, AmazonWebServiceResponse response, StsErrors errors)
    {
        if (keys is not { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0, Expiration: { } end })
            throw errors.HalfAnAnswer();
        // To the second, as the cache keeps it: the same session has one end, wherever it comes from.
        var expiration = DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(end.ToUniversalTime()).ToUnixTimeSeconds());
        if (expiration <= time.GetUtcNow())
            throw errors.HalfAnAnswer(); // A session that has ended is none.
        // arn:aws:sts::ACCOUNT:assumed-role/…
        string? accountId = user?.Arn?.Split(':') is [_, _, _, _, { Length: > 0 } account, ..] ? account : null;
        return new StsSession(
            new AwsCredentials(keys.AccessKeyId, new Secret(keys.SecretAccessKey), new Secret(keys.SessionToken), expiration, accountId),
            expiration,
            user?.AssumedRoleId,
            user?.Arn,
            response.ResponseMetadata?.RequestId);
    }
}
