using System.Text;

namespace IdentityServer.Core.SharedConfig;

/// <summary>A setting while its lines are being read: more of its value, or its nested block, can follow.</summary>
internal sealed class SettingDraft
{
    private readonly SectionDraft? section;
    private readonly string name;
    private readonly string value;
    private readonly SourceLocation location;
    private StringBuilder? continued;
    private Dictionary<string, Setting>? nested;

    /// <summary>Starts a setting of <paramref name="section"/>; without one, its lines are read past.</summary>
    /// <param name="section">The section it goes to.</param>
    /// <param name="name">The name, lower-case.</param>
    /// <param name="value">The value on the first line.</param>
    /// <param name="location">Where the name stands.</param>
    /// <param name="indent">How many white-space characters stand before the name.</param>
    public SettingDraft(SectionDraft? section, string name, string value, SourceLocation location, int indent)
    {
        this.section = section;
        this.name = name;
        this.value = value;
        this.location = location;
        Indent = indent;
    }

    /// <summary>How many white-space characters stand before the name. Lines with more of them belong to this setting.</summary>
    public int Indent { get; }

    /// <summary>Starts something malformed: what is indented below it belongs to it, and to no setting.</summary>
    public static SettingDraft Malformed(SourceLocation location, int indent) => new(null, "", "", location, indent);

    /// <summary>Adds an indented line. A <c>#</c> in it is no comment: the AWS CLI and the SDKs agree on that.</summary>
    /// <param name="line">The line, trimmed.</param>
    /// <param name="blankLines">How many blank lines stand before it: botocore keeps them in the value.</param>
    /// <param name="place">Where it stands.</param>
    public void Continue(string line, int blankLines, SourceLocation place)
    {
        if (section is null)
            return;
        if (ControlCharacters.In(line))
            section.Add(new ConfigProblem(place, "the line holds a control character. Type it again by hand; save the file as UTF-8."));
        else if (value.Length == 0)
            AddNested(line, place, section);
        else
            (continued ??= new StringBuilder(value)).Append('\n', blankLines + 1).Append(line);
    }

    /// <summary>Gives the setting to its section.</summary>
    public void Complete() => section?.Set(new Setting(name, continued?.ToString() ?? value, location, nested));

    private void AddNested(string line, SourceLocation place, SectionDraft owner)
    {
        int equals = line.IndexOf('=');
        string key = equals < 0 ? "" : line[..equals].TrimEnd().ToLowerInvariant();
        if (key.Length == 0)
        {
            owner.Add(new ConfigProblem(
                place,
                "an indented line below a setting without a value is \"name = value\" of a nested block. Write it so, or put the value on the setting's own line."));
            return;
        }

        nested ??= new Dictionary<string, Setting>(StringComparer.Ordinal);
        nested[key] = new Setting(key, line[(equals + 1)..].TrimStart(), place);
    }
}
