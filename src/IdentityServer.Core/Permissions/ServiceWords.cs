using Amazon.Runtime;

namespace IdentityServer.Core.Permissions;

/// <summary>What an AWS service said when it refused a call.</summary>
internal static class ServiceWords
{
    /// <summary>Code and message in one line. A service can quote what it was sent, so the secrets of <paramref name="keys"/> are masked.</summary>
    public static string Of(AmazonServiceException refused, AwsCredentials keys)
    {
        return $"{refused.ErrorCode}: {keys.MaskedIn(refused.Message).ReplaceLineEndings(" ").TrimEnd().TrimEnd('.')}";
    }
}
