using System.Buffers;

namespace IdentityServer.Core.SharedConfig;

/// <summary>Characters that no hand types into a shared-config file: they come from a broken copy, an editor's accident or another encoding.</summary>
internal static class ControlCharacters
{
    /// <summary>What to say about a line that holds one.</summary>
    public const string Problem = "the line holds a control character. Type it again by hand; save the file as UTF-8.";

    private static readonly SearchValues<char> All =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7F).Where(code => code != '\t').Select(code => (char)code)]);

    /// <summary>Whether there is one in <paramref name="text"/>. A tab is white space.</summary>
    public static bool In(ReadOnlySpan<char> text) => text.ContainsAny(All);
}
