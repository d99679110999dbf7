using System.Text;

namespace IdentityServer.Core.SharedConfig;

/// <summary>What the indented lines below a setting add to it: more of its value, or, where it has none, a nested block.</summary>
internal sealed class SettingContinuation
{
    private readonly SectionDraft section;
    private readonly Setting setting;
    private StringBuilder? value;
    private Dictionary<string, Setting>? nested;

    public SettingContinuation(SectionDraft section, Setting setting)
    {
        this.section = section;
        this.setting = setting;
    }

    /// <summary>Adds an indented line. A <c>#</c> in it is no comment: the AWS CLI and the SDKs agree on that.</summary>
    /// <param name="line">The line, trimmed.</param>
    /// <param name="blankLines">How many blank lines stand before it: botocore keeps them in the value.</param>
    /// <param name="place">Where it stands.</param>
    public void Add(string line, int blankLines, SourceLocation place)
    {
        if (ControlCharacters.In(line))
            section.Add(new ConfigProblem(place, ControlCharacters.Problem));
        else if (setting.Value.Length == 0)
            AddNested(line, place);
        else
            (value ??= new StringBuilder(setting.Value)).Append('\n', blankLines + 1).Append(line);
    }

    /// <summary>Puts the whole setting in the place of its first line.</summary>
    public void Complete() => section.Set(new Setting(setting.Name, value?.ToString() ?? setting.Value, setting.Location, nested));

    private void AddNested(string line, SourceLocation place)
    {
        int equals = line.IndexOf('=');
        string key = equals < 0 ? "" : line[..equals].TrimEnd().ToLowerInvariant();
        if (key.Length == 0)
        {
            section.Add(new ConfigProblem(
                place,
                "an indented line below a setting without a value is \"name = value\" of a nested block. "
                + "Write it so, or put the value on the setting's own line."));
            return;
        }

        nested ??= new Dictionary<string, Setting>(StringComparer.Ordinal);
        nested[key] = new Setting(key, line[(equals + 1)..].TrimStart(), place);
    }
}
