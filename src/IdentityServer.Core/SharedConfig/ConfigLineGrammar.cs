namespace IdentityServer.Core.SharedConfig;

/// <summary>What one line of a shared-config file is by itself. The reader and the editor both go by it.</summary>
internal static class ConfigLineGrammar
{
    /// <summary>Whether the whole line is a comment: its first visible character is <c>#</c> or <c>;</c>.</summary>
    public static bool IsComment(ReadOnlySpan<char> line) => line.TrimStart() is ['#' or ';', ..];

    /// <summary>Whether the line is a section header, be it a broken one.</summary>
    public static bool IsHeader(ReadOnlySpan<char> line) => line.TrimStart() is ['[', ..];

    /// <summary>How much white space the line starts with.</summary>
    public static int IndentOf(ReadOnlySpan<char> line) => line.Length - line.TrimStart().Length;

    /// <summary>Where the name ends: at the first <c>=</c>, or <c>:</c>, which the AWS CLI takes as well; -1 where there is neither.</summary>
    public static int DelimiterIn(ReadOnlySpan<char> line) => line.IndexOfAny('=', ':');

    /// <summary>The name as it is spelt, in a line that has a delimiter.</summary>
    public static ReadOnlySpan<char> KeyIn(ReadOnlySpan<char> line) => line[..DelimiterIn(line)].Trim();

    /// <summary>The value, without white space around it and the comment beside it, in a line that has a delimiter.</summary>
    public static ReadOnlySpan<char> ValueIn(ReadOnlySpan<char> line) => WithoutComment(line[(DelimiterIn(line) + 1)..]).Trim();

    /// <summary>What stands before a comment: that starts at a <c>#</c> or <c>;</c> after white space.</summary>
    public static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> value)
    {
        for (int at = 1; at < value.Length; at++)
        {
            int next = value[at..].IndexOfAny('#', ';');
            if (next < 0)
                break;
            at += next;
            if (char.IsWhiteSpace(value[at - 1]))
                return value[..at];
        }

        return value;
    }
}
