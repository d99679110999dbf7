using IniParser.Model;
using IniParser.Model.Configuration;
using IniParser.Parser;

namespace IdentityServer.Core.SharedConfig;

/// <summary>
/// Reads the text of one shared-config file. The base class splits the text and calls <see cref="ProcessLine"/> for each line that is
/// not blank; everything it would do with a line by regular expressions is overridden, so that the time is linear in the text.
/// </summary>
/// <remarks>
/// The format is wider than what <see cref="IniData"/> can hold (nested blocks, file and line of each setting), so the result is kept
/// here, and the base class's own stays empty.
/// </remarks>
internal sealed class SharedConfigParser : IniDataParser
{
    private const int NothingAbove = int.MaxValue;

    // One for all files: its constructor compiles three regular expressions that we never run.
    private static readonly IniParserConfiguration BaseConfiguration = new() { ThrowExceptionsOnError = false };

    private readonly string text;
    private readonly string path;
    private readonly SharedConfigFileKind file;
    private readonly SectionCollector sections = new();

    // Names by their spelling: a large file repeats a few names, and one string for each will do.
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> namesBySpan;

    private int position;
    private int lineNumber;
    private int blankLines;
    private bool headerSeen;
    private bool strayLineSeen;
    private SectionDraft? section;

    // The setting above: lines with more white space before them than its own belong to it. Where the line above was malformed, or
    // belongs to no section, there is an indent and no setting: what is indented below it is read past.
    private int indentAbove = NothingAbove;
    private Setting? setting;
    private SettingContinuation? continuation;

    private SharedConfigParser(string text, string path, SharedConfigFileKind file)
        : base(BaseConfiguration)
    {
        this.text = text;
        this.path = path;
        this.file = file;
        namesBySpan = names.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private SourceLocation Here => new(path, lineNumber);

    /// <summary>Reads <paramref name="text"/>, the content of the file at <paramref name="path"/>. Never fails: what is malformed is a problem.</summary>
    public static ParsedConfigFile Parse(string text, string path, SharedConfigFileKind file)
    {
        // A lone carriage return ends a line, as it does for botocore; the base class knows only the other two endings.
        if (text.Contains('\r'))
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

        var parser = new SharedConfigParser(text, path, file);
        parser.Parse(text);
        // The base class gathers exceptions with the text of the line in their message; only the cause may leave.
        if (parser.HasError)
            throw new InvalidOperationException($"The shared-config reader failed on {path}.", parser.Errors[0].InnerException);
        parser.continuation?.Complete();
        return parser.sections.Build();
    }

    /// <inheritdoc/>
    protected override void ProcessLine(string currentLine, IniData currentIniData)
    {
        StepToThisLine();
        if (LineContainsAComment(currentLine))
            return;

        int indent = ConfigLineGrammar.IndentOf(currentLine);
        if (indent > indentAbove)
        {
            ContinueSetting(currentLine.Trim());
            return;
        }

        continuation?.Complete();
        continuation = null;
        setting = null;
        indentAbove = NothingAbove;
        blankLines = 0;
        if (LineMatchesASection(currentLine))
            ProcessSection(currentLine, currentIniData);
        else if (LineMatchesAKeyValuePair(currentLine))
            ProcessKeyValuePair(currentLine, currentIniData);
        else if (indent > 0)
            Malformed(indent, "the line is indented, and above it stands no setting that it could continue. Write \"name = value\".");
        else
            Malformed(indent, "the line has no \"=\". Write \"name = value\", or \"#\" before it to make it a comment.");
    }

    /// <summary>Whether the whole line is a comment: its first visible character is <c>#</c> or <c>;</c>.</summary>
    protected override bool LineContainsAComment(string line) => ConfigLineGrammar.IsComment(line);

    /// <inheritdoc/>
    protected override bool LineMatchesASection(string line) => ConfigLineGrammar.IsHeader(line);

    /// <inheritdoc/>
    protected override bool LineMatchesAKeyValuePair(string line) => ConfigLineGrammar.DelimiterIn(line) >= 0;

    /// <summary>The name, in lower case.</summary>
    protected override string ExtractKey(string s)
    {
        ReadOnlySpan<char> spelling = ConfigLineGrammar.KeyIn(s);
        if (!namesBySpan.TryGetValue(spelling, out string? name))
        {
            name = spelling.ToString().ToLowerInvariant();
            namesBySpan[spelling] = name;
        }

        return name;
    }

    /// <summary>The value, without the comment beside it.</summary>
    protected override string ExtractValue(string s) => ConfigLineGrammar.ValueIn(s).ToString();

    /// <inheritdoc/>
    protected override void ProcessSection(string line, IniData currentIniData)
    {
        headerSeen = true;
        var header = SectionHeader.Parse(line, file);
        section = header.Kind == SectionKind.None ? null : sections.Open(header, path, lineNumber);
        if (header.Problem is not null)
            sections.Add(new ConfigProblem(Here, header.Problem, header.IntendedProfile));
    }

    /// <inheritdoc/>
    protected override void ProcessKeyValuePair(string line, IniData currentIniData)
    {
        int indent = ConfigLineGrammar.IndentOf(line);
        string key = ExtractKey(line);
        string value = ExtractValue(line);
        if (key.Length == 0)
        {
            Malformed(indent, "the line has no name before its \"=\". Write \"name = value\".");
        }
        else if (ControlCharacters.In(key) || ControlCharacters.In(value))
        {
            Malformed(indent, ControlCharacters.Problem);
        }
        else if (section is null)
        {
            Malformed(indent, "");
        }
        else
        {
            indentAbove = indent;
            setting = new Setting(key, value, Here);
            section.Set(setting);
        }
    }

    /// <summary>Keeps <see cref="lineNumber"/> in step with the base class, which skips blank lines and tells no numbers.</summary>
    private void StepToThisLine()
    {
        while (true)
        {
            ReadOnlySpan<char> rest = text.AsSpan(position);
            int length = rest.IndexOf('\n');
            lineNumber++;
            position += length < 0 ? rest.Length : length + 1;
            if (length < 0 || !rest[..length].IsWhiteSpace())
                return;
            blankLines++;
        }
    }

    private void ContinueSetting(string line)
    {
        if (section is not null && setting is not null)
        {
            continuation ??= new SettingContinuation(section, setting);
            continuation.Add(line, blankLines, Here);
        }

        blankLines = 0;
    }

    private void Malformed(int indent, string message)
    {
        indentAbove = indent;
        if (section is not null)
        {
            section.Add(new ConfigProblem(Here, message));
        }
        else if (!headerSeen && !strayLineSeen)
        {
            strayLineSeen = true;
            sections.Add(new ConfigProblem(
                Here, "the line stands above the first section header and belongs to no profile. Write [default] above it."));
        }
    }
}
