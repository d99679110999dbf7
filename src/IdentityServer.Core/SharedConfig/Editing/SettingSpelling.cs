namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>How the settings of a section are spelt: their indent, and the spaces around their <c>=</c>.</summary>
/// <param name="Indent">The white space before the name.</param>
/// <param name="Before">The white space before the <c>=</c>.</param>
/// <param name="After">The white space after it.</param>
/// <param name="Column">Where the <c>=</c> stands, in a section that aligns them; else 0.</param>
internal readonly record struct SettingSpelling(string Indent, string Before, string After, int Column)
{
    public static SettingSpelling Default { get; } = new("", " ", " ", 0);

    /// <summary>The spelling of the block's last setting that has a value.</summary>
    public static SettingSpelling Of(ConfigOutline outline, ConfigBlock block)
    {
        SettingSpelling spelling = Default;
        foreach (SettingLines setting in block.Settings)
        {
            ReadOnlySpan<char> line = outline.Lines[setting.Line].Of(outline.Text);
            string indent = line[..ConfigLineGrammar.IndentOf(line)].ToString();
            spelling = ConfigLineGrammar.ValueIn(line).IsEmpty ? spelling with { Indent = indent } : Of(line, indent);
        }

        return spelling;
    }

    /// <summary>A line for the setting, without its end.</summary>
    public string Format(string name, string value)
    {
        string left = Indent + name;
        return Column > 0 ? $"{(left + " ").PadRight(Column)}={After}{value}" : $"{left}{Before}={After}{value}";
    }

    private static SettingSpelling Of(ReadOnlySpan<char> line, string indent)
    {
        int delimiter = ConfigLineGrammar.DelimiterIn(line);
        ReadOnlySpan<char> left = line[..delimiter];
        ReadOnlySpan<char> right = line[(delimiter + 1)..];
        string before = left[left.TrimEnd().Length..].ToString();
        // Tabs have no width that a program could know, so only spaces are taken for an alignment.
        int column = before.Length > 1 && !line[..delimiter].Contains('\t') ? delimiter : 0;
        return new SettingSpelling(indent, before, right[..ConfigLineGrammar.IndentOf(right)].ToString(), column);
    }
}
