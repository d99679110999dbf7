namespace IdentityServer.Core.SharedConfig;

/// <summary>What a section header opens.</summary>
internal enum SectionKind
{
    /// <summary>Nothing that is read: the lines below belong to no section.</summary>
    None,

    /// <summary><c>[default]</c> of the config file, which <c>[profile default]</c> replaces.</summary>
    PlainDefault,

    /// <summary>A profile.</summary>
    Profile,

    /// <summary>An <c>[sso-session NAME]</c> section.</summary>
    SsoSession,

    /// <summary>A <c>[services NAME]</c> section.</summary>
    Services,
}

/// <summary>A section header, read by the rules of its file.</summary>
/// <param name="Kind">What it opens.</param>
/// <param name="Name">The section's name, without prefix and quotes; empty where it opens nothing.</param>
/// <param name="Problem">What is wrong with it, or worth telling; else null.</param>
/// <param name="IntendedProfile">The profile it was most likely meant for, where there is a problem.</param>
internal readonly record struct SectionHeader(SectionKind Kind, string Name, string? Problem, string? IntendedProfile)
{
    private const string NotRead = " The lines below it, up to the next header, are not read.";

    /// <summary>Reads a line that starts with <c>[</c>. What follows the closing <c>]</c> is a comment.</summary>
    public static SectionHeader Parse(string line, SharedConfigFileKind file) =>
        file == SharedConfigFileKind.Config ? OfConfig(line) : OfCredentials(line);

    private static SectionHeader OfConfig(string line)
    {
        var header = HeaderWords.Split(line);
        if (header.Error is not null)
            return Broken(header.Error, line);
        if (ControlCharacters.In(line.AsSpan(0, header.End)))
            return Broken("the section header holds a control character. Type it again by hand.", line);

        IReadOnlyList<string> words = header.Words;
        if (words.Count == 0)
            return Broken("the section header is empty. Write [default] or [profile NAME].", line);
        return words[0] switch
        {
            "default" when words.Count == 1 => new SectionHeader(SectionKind.PlainDefault, "default", null, null),
            "profile" => Named(SectionKind.Profile, words, line),
            "sso-session" => Named(SectionKind.SsoSession, words, line),
            "services" => Named(SectionKind.Services, words, line),
            _ => NoProfile(line),
        };
    }

    private static SectionHeader Named(SectionKind kind, IReadOnlyList<string> words, string line)
    {
        string prefix = words[0];
        if (words.Count == 1 || words[1].Length == 0)
            return Broken($"the section header gives no name. Write [{prefix} NAME].", line);
        return words.Count == 2
            ? new SectionHeader(kind, words[1], null, null)
            : Broken($"a name with spaces stands in quotes. Write [{prefix} \"NAME WITH SPACES\"].", line);
    }

    // Other tools keep sections of their own in the config file, so this is no error: it only helps to explain "profile not found".
    private static SectionHeader NoProfile(string line)
    {
        string inner = Inner(line);
        if (inner.Equals("default", StringComparison.OrdinalIgnoreCase))
            return Nothing("names are case-sensitive: the default profile is [default]." + NotRead, "default");
        string name = Shorten(inner);
        return inner.StartsWith("profile", StringComparison.OrdinalIgnoreCase)
            ? Nothing($"section [{name}] is no profile. Write [profile NAME], with a small \"profile\" and a space.", Intended(line))
            : Nothing($"section [{name}] lacks the word profile. If it is a profile, write [profile {name}].", Intended(line));
    }

    // In the credentials file quotes and prefixes are part of the name, as in botocore.
    private static SectionHeader OfCredentials(string line)
    {
        int end = line.IndexOf(']');
        if (end < 0)
            return Broken(HeaderWords.NotClosed, line);
        if (ControlCharacters.In(line.AsSpan(0, end)))
            return Broken("the section header holds a control character. Type it again by hand.", line);

        string name = line[(line.IndexOf('[') + 1)..end].Trim();
        if (name.Length == 0)
            return Broken("the section header gives no name. Write [NAME].", line);

        // Python's ini parser, and so the AWS CLI, has its settings hold for every section, and knows no profile of that name.
        if (name == "DEFAULT")
            return Nothing("names are case-sensitive: the default profile is [default]." + NotRead, "default");

        string intended = WithoutPrefix(name);
        string? hint =
            intended.Length < name.Length ? $"in the credentials file a header is [NAME]: this section is a profile named \"{Shorten(name)}\"."
            : name != "default" && name.Equals("default", StringComparison.OrdinalIgnoreCase) ? "names are case-sensitive: the default profile is [default]."
            : null;
        return new SectionHeader(SectionKind.Profile, name, hint, hint is null ? null : intended == name ? "default" : intended);
    }

    private static SectionHeader Broken(string problem, string line) => Nothing(problem + NotRead, Intended(line));

    private static SectionHeader Nothing(string problem, string? intended) => new(SectionKind.None, "", problem, intended);

    private static string? Intended(string line)
    {
        string name = WithoutPrefix(Inner(line)).Trim('"', '\'');
        return name.Length == 0 ? null : name;
    }

    private static string WithoutPrefix(string name) =>
        name.StartsWith("profile", StringComparison.OrdinalIgnoreCase) && name.Length > 7 && char.IsWhiteSpace(name[7]) ? name[8..].Trim() : name;

    private static string Inner(string line)
    {
        int start = line.IndexOf('[') + 1;
        int end = line.LastIndexOf(']');
        return (end < start ? line[start..] : line[start..end]).Trim();
    }

    private static string Shorten(string name) => name.Length <= 80 ? name : name[..80] + "…";
}
