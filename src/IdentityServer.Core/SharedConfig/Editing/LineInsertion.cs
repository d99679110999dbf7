namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Puts values, settings and sections into a text, in the spelling that stands around them.</summary>
internal static class LineInsertion
{
    /// <summary>With another value in the setting's line. The name, the spaces and the comment beside it stay.</summary>
    public static string ReplaceValue(ConfigOutline outline, SettingLines setting, string value)
    {
        ReadOnlySpan<char> line = outline.Lines[setting.Line].Of(outline.Text);
        int afterDelimiter = ConfigLineGrammar.DelimiterIn(line) + 1;
        ReadOnlySpan<char> field = ConfigLineGrammar.WithoutComment(line[afterDelimiter..]);
        int length = field.Trim().Length;
        int at = outline.Lines[setting.Line].Start + afterDelimiter + (length > 0 ? ConfigLineGrammar.IndentOf(field) : Math.Min(1, field.Length));
        string text = outline.Text.Remove(at, length);
        if (length > 0)
            return text.Insert(at, value);

        // Where there was no value, there may be no space for it either: "name =" and "name = # comment".
        bool isTight = field.Length == 0 && afterDelimiter > 1 && char.IsWhiteSpace(line[afterDelimiter - 2]);
        bool commentFollows = afterDelimiter + field.Length < line.Length;
        return text.Insert(at, (isTight ? " " : "") + value + (commentFollows ? " " : ""));
    }

    /// <summary>With a new setting after the last one of the block.</summary>
    public static string AddSetting(ConfigOutline outline, ConfigBlock block, string name, string value)
    {
        TextLine above = outline.Lines[block.Settings.Count > 0 ? block.Settings[^1].LastLine : block.LastLine];
        string line = SettingSpelling.Of(outline, block).Format(name, value);
        string end = above.EndOf(outline.Text);
        return end.Length > 0 ? outline.Text.Insert(above.Next, line + end) : outline.Text + LineEndOf(outline) + line;
    }

    /// <summary>With a new section at the end, one blank line before it.</summary>
    public static string AddSection(ConfigOutline outline, string header, string name, string value)
    {
        string end = LineEndOf(outline);
        string section = header + end + SettingSpelling.Default.Format(name, value);
        if (outline.Lines.Count == 0)
            return section + end;

        string blankLine = outline.IsBlank(outline.Lines.Count - 1) ? "" : end;
        // A file whose last line has no line end keeps it so.
        return outline.Lines[^1] is { } last && last.End < last.Next
            ? outline.Text + blankLine + section + end
            : outline.Text + end + blankLine + section;
    }

    private static string LineEndOf(ConfigOutline outline) =>
        outline.Lines.Count > 0 && outline.Lines[0].EndOf(outline.Text) is { Length: > 0 } end ? end : "\n";
}
