using System.Text.RegularExpressions;

namespace IdentityServer.LocalAws.Http;

/// <summary>What a Signature Version 4 says of its signer.</summary>
internal sealed partial record SigningScope(string AccessKeyId, string Region, string Service, string? SecurityToken)
{
    /// <summary>Null for a request that is not signed, or whose signature names no key. Presigned queries count too.</summary>
    public static SigningScope? Of(ReceivedRequest request)
    {
        string signed = request.Header("Authorization") is { } header
            ? header
            : $"AWS4-HMAC-SHA256 Credential={request.Parameters.GetValueOrDefault("X-Amz-Credential")}";
        Match match = Pattern().Match(signed);
        return match.Success
            ? new SigningScope(match.Groups["key"].Value, match.Groups["region"].Value, match.Groups["service"].Value, request.HeaderOrParameter("X-Amz-Security-Token"))
            : null;
    }

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 .*Credential=(?<key>[^/, ]+)/[0-9]{8}/(?<region>[^/, ]+)/(?<service>sts|iam)/aws4_request",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
