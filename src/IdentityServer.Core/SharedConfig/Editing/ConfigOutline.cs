namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>
/// Which lines of a file belong to which section and setting. It goes by the same rules as <see cref="SharedConfigParser"/>, which keeps
/// what the lines say and forgets where they end; <see cref="EditCheck"/> holds the two to one another at each edit.
/// </summary>
internal sealed class ConfigOutline
{
    private const int NothingAbove = int.MaxValue;

    private int indentAbove = NothingAbove;
    private SettingLines? setting;

    private ConfigOutline(string text)
    {
        Text = text;
        Lines = TextLine.In(text);
    }

    public string Text { get; }

    public List<TextLine> Lines { get; }

    public List<ConfigBlock> Blocks { get; } = [];

    /// <summary>The outline of the text of a file of that kind.</summary>
    public static ConfigOutline Of(string text, SharedConfigFileKind file)
    {
        var outline = new ConfigOutline(text);
        for (int index = 0; index < outline.Lines.Count; index++)
            outline.Add(index, file);
        return outline;
    }

    public bool IsBlank(int line) => Lines[line].Of(Text).IsWhiteSpace();

    public bool IsComment(int line) => ConfigLineGrammar.IsComment(Lines[line].Of(Text));

    /// <summary>The blocks of one section.</summary>
    public List<ConfigBlock> BlocksOf(SectionKind kind, string name) => Blocks.FindAll(block => block.Kind == kind && block.Name == name);

    private void Add(int index, SharedConfigFileKind file)
    {
        ReadOnlySpan<char> line = Lines[index].Of(Text);
        if (line.IsWhiteSpace() || ConfigLineGrammar.IsComment(line))
            return;

        int indent = ConfigLineGrammar.IndentOf(line);
        if (indent > indentAbove)
        {
            setting?.LastLine = index;
        }
        else
        {
            setting = null;
            indentAbove = indent;
            if (ConfigLineGrammar.IsHeader(line))
                AddHeader(index, SectionHeader.Parse(line.ToString(), file));
            else if (IsSetting(line))
                AddSetting(index, ConfigLineGrammar.KeyIn(line).ToString().ToLowerInvariant());
        }

        if (Blocks.Count > 0)
            Blocks[^1].LastLine = index;
    }

    private void AddHeader(int index, SectionHeader header)
    {
        indentAbove = NothingAbove;
        Blocks.Add(new ConfigBlock(header.Kind, header.Name, index));
    }

    private void AddSetting(int index, string name)
    {
        if (Blocks.Count == 0)
            return;
        setting = new SettingLines(name, index);
        Blocks[^1].Settings.Add(setting);
    }

    private static bool IsSetting(ReadOnlySpan<char> line) =>
        ConfigLineGrammar.DelimiterIn(line) >= 0
        && ConfigLineGrammar.KeyIn(line) is { Length: > 0 } key
        && !ControlCharacters.In(key)
        && !ControlCharacters.In(ConfigLineGrammar.ValueIn(line));
}
