using System.Text.RegularExpressions;

namespace IdentityServer.LocalAws.Sessions;

/// <summary>The ARN of a role, such as <c>arn:aws:iam::123456789012:role/path/Name</c>.</summary>
internal sealed partial record RoleArn(string Text, string Partition, string Account, string Name)
{
    /// <summary>Null when the text is no role's ARN.</summary>
    public static RoleArn? TryParse(string text) => Pattern().Match(text) is { Success: true } match
        ? new RoleArn(text, match.Groups["partition"].Value, match.Groups["account"].Value, match.Groups["name"].Value)
        : null;

    [GeneratedRegex(@"^arn:(?<partition>aws[a-z-]*):iam::(?<account>[0-9]{12}):role/(.*/)?(?<name>[^/:]+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
