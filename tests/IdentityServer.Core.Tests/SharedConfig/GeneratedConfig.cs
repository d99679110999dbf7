using CsCheck;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Tests.SharedConfig;

/// <summary>A config file made from what it is to hold, with comments, blank lines and white space strewn in.</summary>
/// <param name="Text">The file.</param>
/// <param name="Expected">What it holds, as <see cref="Describe(ConfigSection)"/> tells it, in order.</param>
internal sealed record GeneratedConfig(string Text, string[] Expected)
{
    private static readonly Gen<string> Name = Gen.Char["abcXYZ019 ._-'\"\\]#;é日"].Array[1, 8].Select(characters => new string(characters));
    private static readonly Gen<string> Key = Gen.Char["abcxyz_019"].Array[1, 6].Select(characters => new string(characters));

    // A # or ; at the start would be a comment, where white space stands before it.
    private static readonly Gen<string> Value = Gen.Select(
        Gen.Char["abcXYZ019=:/+[]'\"\\é日%$"], Gen.Char["abcXYZ019=:/+[]'\"\\é日%$#;"].Array[0, 12], (first, rest) => first + new string(rest));

    // What stands between two lines: nothing, or lines that mean nothing.
    private static readonly Gen<string> Filler = OneOf("", "", "", "# a = b\n", "; [profile x]\n", "  # indented\n");
    private static readonly Gen<string> Blank = OneOf("", "", "\n", " \t\n", "\r\n");
    private static readonly Gen<string> Space = OneOf("", " ", "\t", "  ");
    private static readonly Gen<string> Indent = OneOf(" ", "\t", "    ");
    private static readonly Gen<string> End = OneOf("\n", "\n", "\r\n", " \n", " # comment\n", "\t; a = b\n");

    private static readonly Gen<(string Text, string Told)> Plain =
        Gen.Select(Key, Value, Space, Space, End, (key, value, before, after, end) => ($"{key}{before}={after}{value}{end}", $"{key}={value}"));

    private static readonly Gen<(string Text, string Told)> Continued = Gen.Select(
        Key, Value, Gen.Select(Filler, Indent, Value).Array[1, 3], (key, value, more) => (
            $"{key} = {value}\n" + string.Concat(more.Select(line => $"{line.Item1}{line.Item2}{line.Item3}\n")),
            $"{key}={string.Join('\n', more.Select(line => line.Item3).Prepend(value))}"));

    private static readonly Gen<(string Text, string Told)> Nested = Gen.Select(
        Key, End, Gen.Select(Filler, Indent, Key, Value).Array[1, 3], (key, end, block) => (
            $"{key} ={end}" + string.Concat(block.Select(line => $"{line.Item1}{line.Item2}{line.Item3} = {line.Item4}\n")),
            $"{key}>" + string.Join(",", LastOfEach(block.Select(line => (line.Item3, $"{line.Item3}={line.Item4}"))).Order(StringComparer.Ordinal))));

    private static readonly Gen<(string Text, string Told)> AnySetting = Gen.Select(
        Gen.OneOf(Plain, Plain, Continued, Nested), Filler, Blank, (setting, filler, blank) => (setting.Text + filler + blank, setting.Told));

    private static readonly Gen<(string Name, string Text, string[] Told)> Section = Gen.Select(
        Name, AnySetting.Array[0, 6], End, (name, settings, end) => (
            name,
            $"[profile {Quoted(name)}]{end}" + string.Concat(settings.Select(setting => setting.Text)),
            settings.Select(setting => setting.Told).ToArray()));

    /// <summary>One of these texts; the more often it stands here, the more often it comes.</summary>
    public static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    /// <summary>Any such file.</summary>
    public static Gen<GeneratedConfig> Any { get; } = Section.Array[0, 6].Select(sections => new GeneratedConfig(
        string.Concat(sections.Select(section => section.Text)),
        [
            .. sections.GroupBy(section => section.Name)
                .SelectMany(same => LastOfEach(same.SelectMany(section => section.Told).Select(told => (told[..told.IndexOfAny(['=', '>'])], $"[{same.Key}] {told}")))
                    .Append($"[{same.Key}]"))
                .Order(StringComparer.Ordinal),
        ]));

    /// <summary>What a section holds.</summary>
    public static IEnumerable<string> Describe(ConfigSection section) =>
        section.Settings.Select(setting => Describe(section, setting)).Append($"[{section.Name}]");

    /// <summary>One setting of a section.</summary>
    public static string Describe(ConfigSection section, Setting setting) => $"[{section.Name}] {Describe(setting)}";

    private static string Describe(Setting setting) =>
        setting.Nested is null
            ? $"{setting.Name}={setting.Value}"
            : $"{setting.Name}>" + string.Join(",", setting.Nested.Values.Select(Describe).Order(StringComparer.Ordinal));

    private static string Quoted(string name) => "\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static IEnumerable<string> LastOfEach(IEnumerable<(string Key, string Told)> lines) =>
        lines.GroupBy(line => line.Key).Select(same => same.Last().Told);
}
