using Amazon.Runtime;

namespace IdentityServer.Core.Permissions;

/// <summary>What an AWS service said when it refused a call.</summary>
internal static class ServiceWords
{
    /// <summary>Code and message in one line. A service can quote what it was sent, so the secrets of <paramref name="keys"/> are masked.</summary>
    public static string Of(AmazonServiceException refused, AwsCredentials keys)
    {
        string message = refused.Message.Replace(keys.SecretAccessKey.Reveal(), keys.SecretAccessKey.ToString(), StringComparison.Ordinal);
        if (keys.SessionToken is { } token)
            message = message.Replace(token.Reveal(), token.ToString(), StringComparison.Ordinal);
        return $"{refused.ErrorCode}: {message.ReplaceLineEndings(" ").TrimEnd().TrimEnd('.')}";
    }
}
