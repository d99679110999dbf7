namespace IdentityServer.Core;

/// <summary>Texts from outside, cut to a length that a message can carry: a name can have megabytes, and a way ten thousand steps.</summary>
internal static class Excerpt
{
    private const int LongestName = 100;
    private const int LongestProse = 500;
    private const int LongestWay = 16;
    private const string Cut = "…";

    /// <summary>A name, as of a profile or a role.</summary>
    public static string Name(string name) => Beginning(name, LongestName);

    /// <summary>What another program has to say.</summary>
    public static string Prose(string text) => Beginning(text, LongestProse);

    /// <summary>The way from profile to profile, as <c>dev → base → hub</c>; of a long one, the beginning and the end.</summary>
    public static string Way(IReadOnlyList<string> names)
    {
        IEnumerable<string> shown = names.Count <= LongestWay
            ? names.Select(Name)
            : [.. names.Take(LongestWay / 2).Select(Name), Cut, .. names.Skip(names.Count - (LongestWay / 2)).Select(Name)];
        return string.Join(" → ", shown);
    }

    // Never between the two halves of one character.
    private static string Beginning(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + Cut;
}
