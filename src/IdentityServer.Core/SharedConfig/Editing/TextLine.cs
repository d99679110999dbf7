namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Where a line stands in its text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character, before the line end.</param>
/// <param name="Next">Behind its line end; the same as <paramref name="End"/> where the last line has none.</param>
internal readonly record struct TextLine(int Start, int End, int Next)
{
    /// <summary>The lines of <paramref name="text"/>, ended by LF, CRLF or CR, as the reader takes them.</summary>
    public static List<TextLine> In(string text)
    {
        var lines = new List<TextLine>();
        int start = 0;
        while (start < text.Length)
        {
            int length = text.AsSpan(start).IndexOfAny('\r', '\n');
            int end = length < 0 ? text.Length : start + length;
            int next = end == text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            lines.Add(new TextLine(start, end, next));
            start = next;
        }

        return lines;
    }

    /// <summary>The line, without its end.</summary>
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, End - Start);

    /// <summary>The line's end; empty where the last line has none.</summary>
    public string EndOf(string text) => text[End..Next];
}
