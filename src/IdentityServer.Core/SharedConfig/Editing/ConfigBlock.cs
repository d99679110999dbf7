namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>The lines from one section header up to the next. A section that a file repeats has several.</summary>
internal sealed class ConfigBlock
{
    public ConfigBlock(SectionKind kind, string name, int headerLine)
    {
        Kind = kind;
        Name = name;
        HeaderLine = headerLine;
        LastLine = headerLine;
    }

    public SectionKind Kind { get; }

    public string Name { get; }

    /// <summary>The index of the header's line.</summary>
    public int HeaderLine { get; }

    /// <summary>The index of the last line that is neither blank nor a comment.</summary>
    public int LastLine { get; set; }

    /// <summary>The settings, in the file's order, repeated ones included.</summary>
    public List<SettingLines> Settings { get; } = [];
}

/// <summary>The lines of one setting.</summary>
internal sealed class SettingLines
{
    public SettingLines(string name, int line)
    {
        Name = name;
        Line = line;
        LastLine = line;
    }

    /// <summary>The name, lower-case.</summary>
    public string Name { get; }

    /// <summary>The index of the line of its name.</summary>
    public int Line { get; }

    /// <summary>The index of the last line that continues it, or belongs to its nested block.</summary>
    public int LastLine { get; set; }
}
