using Amazon.Runtime;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Credentials;

/// <summary>Says in words what went wrong in a call to STS for one role, and what to do.</summary>
internal sealed class StsErrors
{
    private readonly CredentialPlan plan;
    private readonly string profileName;
    private readonly SourceLocation location;
    private readonly string roleArn;
    private readonly AwsClientSettings client;
    private readonly Secret? secretArgument;
    private readonly AwsCredentials? signer;

    public StsErrors(CredentialPlan plan, string profileName, SourceLocation location, string roleArn, AwsClientSettings client, Secret? secretArgument, AwsCredentials? signer)
    {
        this.plan = plan;
        this.profileName = profileName;
        this.location = location;
        this.roleArn = roleArn;
        this.client = client;
        this.secretArgument = secretArgument;
        this.signer = signer;
    }

    private string Endpoint => CallFailure.NameOf(client, "STS");

    public IdentityException TimedOut(TimeSpan limit) =>
        Error(IdentityErrorCode.Timeout, CallFailure.TimedOut(Endpoint, limit), null);

    public IdentityException HalfAnAnswer() => Error($"{Endpoint} answered without a whole set of keys. Check that it is an STS endpoint");

    public IdentityException Explain(Exception exception) => exception switch
    {
        IdentityException known => Error(known.Code, known.Message, known.InnerException),
        AmazonServiceException { ErrorCode: { Length: > 0 } code } refused =>
            Error(Refusal(code, Masked(refused.Message)), QuotesSecret(refused.Message) ? null : refused),
        _ => Error(CallFailure.Explain(exception, Endpoint, "STS"), exception),
    };

    private string Refusal(string code, string message)
    {
        if (!SignedByToken && secretArgument is not null && (message.Contains("MultiFactorAuthentication failed", StringComparison.Ordinal) || message.Contains("tokenCode", StringComparison.OrdinalIgnoreCase)))
            return "STS rejected the MFA code: it is wrong, was used before, or came too late. Wait for the next code of the device and try again";

        return code switch
        {
            "IDPCommunicationError" =>
                $"STS cannot reach the identity provider that issued the web identity token: {message} Try again in a while, and check that the provider answers on the internet",
            "InvalidIdentityToken" or "IDPRejectedClaim" =>
                $"STS does not accept the web identity token ({Excerpt.Name(code)}): {message} Check that it is of the identity provider that the role trusts",
            "ExpiredToken" or "ExpiredTokenException" when SignedByToken =>
                "the web identity token has ended. Have it issued again",
            "AccessDenied" or "AccessDeniedException" when SignedByToken =>
                $"STS denied the role {Excerpt.Name(roleArn)}: {message} Check that its trust policy accepts the identity provider and the subject of the token",
            "AccessDenied" or "AccessDeniedException" =>
                $"STS denied the role {Excerpt.Name(roleArn)}: {message} Check the role's trust policy, and that the keys of profile \"{Excerpt.Name(SignerName)}\" may call sts:AssumeRole on it",
            "ExpiredToken" or "ExpiredTokenException" =>
                $"the session of profile \"{Excerpt.Name(SignerName)}\", which signs the call, has ended. Sign in to it again, or bring its aws_session_token up to date",
            "InvalidClientTokenId" or "UnrecognizedClientException" =>
                $"AWS does not know the access key of profile \"{Excerpt.Name(SignerName)}\", which signs the call. Check its aws_access_key_id and aws_session_token",
            "SignatureDoesNotMatch" or "InvalidSignatureException" =>
                $"the secret key of profile \"{Excerpt.Name(SignerName)}\" does not belong to its access key, or the clock of this machine is wrong. Check aws_secret_access_key and the clock",
            "RequestExpired" or "RequestTimeTooSkewed" or "RequestInTheFuture" =>
                "the clock of this machine differs too much from AWS's. Set it right",
            "RegionDisabledException" =>
                $"STS is not activated in region {client.Region} for this account. Activate it in the IAM console, or set another region in the profile",
            "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequestsException" =>
                "STS has too many requests of this account and put this one off. Wait a moment and try again",
            "ValidationError" => $"STS finds a setting of the profile invalid: {message} Correct it",
            _ => $"STS refused the call ({Excerpt.Name(code)}): {message}",
        };
    }

    private bool SignedByToken => plan.Base is WebIdentitySource web && web.ProfileName == profileName;

    // The profile whose credentials sign: the one before this role, or the base.
    private string SignerName
    {
        get
        {
            RoleStep? before = plan.Roles.TakeWhile(role => role.ProfileName != profileName).LastOrDefault();
            return before?.ProfileName ?? plan.Base.ProfileName;
        }
    }

    // An exception that quotes a secret goes no further, as a cause neither: causes are for logs.
    private bool QuotesSecret(string message) => WithoutSecrets(message) != message;

    // STS quotes an invalid code; other services of its kind quote whatever they were sent.
    private string WithoutSecrets(string message)
    {
        string masked = secretArgument is null ? message : message.Replace(secretArgument.Reveal(), secretArgument.ToString(), StringComparison.Ordinal);
        return signer?.MaskedIn(masked) ?? masked;
    }

    private string Masked(string message)
    {
        string masked = WithoutSecrets(message);
        return Excerpt.Prose(masked.ReplaceLineEndings(" ")).TrimEnd().TrimEnd('.') + "."; // One line of a log, whoever wrote it.
    }

    private IdentityException Error(string whatAndRemedy, Exception? cause = null) => Error(IdentityErrorCode.CannotCreateStsCredential, whatAndRemedy, cause);

    private IdentityException Error(IdentityErrorCode code, string whatAndRemedy, Exception? cause)
    {
        return new IdentityException(code, $"{plan.Subject(profileName)}, {(SignedByToken ? "web_identity_token_file" : "role_arn")} ({location}): {whatAndRemedy.TrimEnd('.')}.", cause);
    }
}
