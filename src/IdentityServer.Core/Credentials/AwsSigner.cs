using Amazon.Runtime;

namespace IdentityServer.Core.Credentials;

/// <summary>Keys in the form in which the AWS SDK signs with them.</summary>
internal static class AwsSigner
{
    public static AWSCredentials Of(AwsCredentials keys) => keys.SessionToken is { } token
        ? new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey.Reveal(), token.Reveal())
        : new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey.Reveal());
}
