using System.Globalization;
using System.Text.RegularExpressions;

namespace IdentityServer.LocalAws.Sts;

/// <summary>Collects what is wrong with the parameters of one call: STS reports all of it in one message.</summary>
internal sealed partial class ParameterCheck
{
    private readonly IReadOnlyDictionary<string, string> parameters;
    private readonly List<string> problems = [];

    public ParameterCheck(IReadOnlyDictionary<string, string> parameters) => this.parameters = parameters;

    public string? Optional(string name, Regex pattern, int shortest, int longest)
    {
        if (!parameters.TryGetValue(name, out string? value))
            return null;

        if (!pattern.IsMatch(value))
            Fails(name, value, $"Member must satisfy regular expression pattern: {Inner(pattern)}");
        if (value.Length < shortest)
            Fails(name, value, $"Member must have length greater than or equal to {shortest}");
        if (value.Length > longest)
            Fails(name, value, $"Member must have length less than or equal to {longest}");
        return value;
    }

    public string Required(string name, Regex pattern, int shortest, int longest)
    {
        if (Optional(name, pattern, shortest, longest) is { } value)
            return value;

        problems.Add($"Value null at '{Member(name)}' failed to satisfy constraint: Member must not be null");
        return string.Empty;
    }

    public TimeSpan? Duration(int longestSeconds)
    {
        if (!parameters.TryGetValue("DurationSeconds", out string? value))
            return null;
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seconds))
            throw new StsRefusedException(400, "MalformedInput", "Invalid Integer");

        if (seconds < 900)
            Fails("DurationSeconds", value, "Member must have value greater than or equal to 900");
        if (seconds > longestSeconds)
            Fails("DurationSeconds", value, $"Member must have value less than or equal to {longestSeconds}");
        return TimeSpan.FromSeconds(seconds);
    }

    /// <exception cref="StsRefusedException">Something was wrong.</exception>
    public void ThrowIfAny()
    {
        if (problems.Count == 0)
            return;

        string errors = problems.Count == 1 ? "1 validation error" : $"{problems.Count} validation errors";
        throw StsRefusedException.Invalid($"{errors} detected: {string.Join("; ", problems)}");
    }

    [GeneratedRegex(@"^[\s\S]*\z")]
    public static partial Regex AnyText();

    [GeneratedRegex(@"^[\w+=,.@-]*\z", RegexOptions.ECMAScript)]
    public static partial Regex SessionName();

    [GeneratedRegex(@"^[\w+=,.@:\/-]*\z", RegexOptions.ECMAScript)]
    public static partial Regex ExternalId();

    [GeneratedRegex(@"^[\w+=/:,.@-]*\z", RegexOptions.ECMAScript)]
    public static partial Regex MfaSerial();

    [GeneratedRegex(@"^[\d]*\z", RegexOptions.ECMAScript)]
    public static partial Regex MfaCode();

    private void Fails(string name, string value, string constraint) =>
        problems.Add($"Value '{value}' at '{Member(name)}' failed to satisfy constraint: {constraint}");

    // The message shows the pattern without its anchors, and the member as the service's model spells it: "roleArn".
    private static string Inner(Regex pattern) => pattern.ToString()[1..^2];

    private static string Member(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
