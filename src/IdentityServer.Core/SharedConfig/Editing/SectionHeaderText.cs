using System.Buffers;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Writes section headers.</summary>
internal static class SectionHeaderText
{
    // All but these stands in a header of the config file as it is. # and ; would do so too, but other tools take them for a comment.
    private static readonly SearchValues<char> Quoted = SearchValues.Create(" \t\"'\\[]#;");

    /// <summary>The header of such a section; null where the file's grammar cannot carry the name.</summary>
    public static string? For(SectionKind kind, string name, SharedConfigFileKind file)
    {
        string header = file == SharedConfigFileKind.Credentials ? $"[{name}]" : OfConfig(kind, name);
        var read = SectionHeader.Parse(header, file);
        bool isSame = read.Name == name && (read.Kind == kind || (read.Kind == SectionKind.PlainDefault && kind == SectionKind.Profile));
        return isSame && !name.Any(char.IsControl) ? header : null;
    }

    private static string OfConfig(SectionKind kind, string name) => kind switch
    {
        SectionKind.Profile when name == "default" => "[default]",
        SectionKind.SsoSession => $"[sso-session {Word(name)}]",
        _ => $"[profile {Word(name)}]",
    };

    // Within double quotes a backslash protects a double quote or a backslash.
    private static string Word(string name) =>
        name.AsSpan().ContainsAny(Quoted)
            ? $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : name;
}
