using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Permissions;

/// <summary>Asks STS whose a set of keys is. No policy is needed for it, so it tells good keys from bad ones too.</summary>
internal static class CallerIdentityClient
{
    public static Task<CallerAnswer> AskAsync(AwsCredentials keys, AwsClientSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        string endpoint = CallFailure.NameOf(settings, "STS");
        return LimitedCall.RunAsync(time, AskAsync, Explain, cancellationToken);

        async Task<CallerAnswer> AskAsync(CancellationToken limit)
        {
            using var sts = new AmazonSecurityTokenServiceClient(AwsSigner.Of(keys), AwsClientConfig.From(settings));
            GetCallerIdentityResponse answer = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), limit);
            return answer.Arn is { Length: > 0 } arn
                ? new CallerAnswer.Known(arn)
                : new CallerAnswer.Nameless($"{endpoint} did not say whose the keys are. Check that it is an STS endpoint");
        }

        CallerAnswer Explain(Exception? failure) => failure switch
        {
            null => new CallerAnswer.Unanswered(IdentityErrorCode.Timeout, CallFailure.TimedOut(endpoint, LimitedCall.Limit)),
            AmazonServiceException { ErrorCode.Length: > 0 } refused => Refusal(refused, keys),
            IdentityException known => new CallerAnswer.Unanswered(known.Code, known.Message.TrimEnd('.')), // A certificate bundle that cannot be used.
            _ => new CallerAnswer.Unanswered(IdentityErrorCode.CallerIdentityNotFound, CallFailure.Explain(failure, endpoint, "STS")),
        };
    }

    // The message of a rejected signature can quote the whole request: it goes no further.
    private static CallerAnswer Refusal(AmazonServiceException refused, AwsCredentials keys) => refused.ErrorCode switch
    {
        "InvalidClientTokenId" or "UnrecognizedClientException" => new CallerAnswer.Rejected(
            IdentityErrorCode.InvalidStsCredential,
            keys.SessionToken is null ? "AWS does not know the access key" : "AWS does not know the access key, or the session token does not belong to it"),
        "SignatureDoesNotMatch" or "InvalidSignatureException" => new CallerAnswer.Rejected(
            IdentityErrorCode.InvalidStsCredential, "the secret key does not belong to the access key, or the clock of this machine is wrong"),
        "ExpiredToken" or "ExpiredTokenException" => new CallerAnswer.Rejected(IdentityErrorCode.StsCredentialExpired, "the session has ended"),
        "AccessDenied" or "AccessDeniedException" => new CallerAnswer.Withheld($"STS may not say whose the keys are ({ServiceWords.Of(refused, keys)})"),
        _ => new CallerAnswer.Unanswered(IdentityErrorCode.CallerIdentityNotFound, $"STS refused to say whose the keys are ({ServiceWords.Of(refused, keys)})"),
    };
}
