using System.Text;

namespace IdentityServer.Tests.Interop;

/// <summary>Writes the lines of a shape as some hand and some editor would have written them.</summary>
internal sealed class DifferentialDresser
{
    private readonly Random random;
    private readonly HashSet<string> features;

    /// <param name="random">Decides; seeded, so that each run writes the same text.</param>
    /// <param name="features">Takes what the dressing adds that the two sides may read differently.</param>
    public DifferentialDresser(Random random, HashSet<string> features)
    {
        this.random = random;
        this.features = features;
    }

    /// <summary>The lines as they are, but for their macros: <c>@keys NAME</c> is a pair of keys, <c>@role NAME</c> a role.</summary>
    public static IEnumerable<string> Expand(IEnumerable<string> lines) => lines.SelectMany<string, string>(line => line.Split(' ') switch
    {
        ["@keys", var name] => [$"aws_access_key_id = AKIA{name}", $"aws_secret_access_key = secret/of+{name}=="],
        ["@role", var name] => [$"role_arn = arn:aws:iam::123456789012:role/{name}"],
        _ => [line],
    });

    public static string Plain(IEnumerable<string> lines) => string.Concat(Expand(lines).Select(line => line + "\n"));

    public string Dress(IEnumerable<string> shape, DifferentialDressing dressing)
    {
        bool full = dressing == DifferentialDressing.Full;
        List<string> lines = [.. Expand(shape)];
        if (full) QuoteNames(lines);
        if (full && Happens(4)) RepeatSection(lines);
        if (full && Happens(4)) RepeatKey(lines);
        string indent = full && Happens(10) ? "  " : "";
        StringBuilder text = new();
        foreach (string line in lines)
        {
            if (!IsIndented(line)) Interlude(text);
            string dressed = IsIndented(line) ? indent + line : IsHeader(line) ? Header(line, full) : indent + (full ? Setting(line) : line);
            text.Append(dressed).Append(Happens(15) ? "  \n" : "\n");
        }

        if (full && Happens(20)) text.Append("\n[plugins]\nendpoint = x\n");
        if (full && Happens(4)) Add(text, "malformed-elsewhere", "\n[profile broken]\nthis line says nothing\n");
        if (full && Happens(4))
        {
            features.Add("byte-order-mark");
            text.Insert(0, '\uFEFF');
        }

        if (Happens(10) && text is [.., '\n']) text.Length--;
        return Happens(30) ? text.Replace("\n", "\r\n").ToString() : text.ToString();
    }

    private bool Happens(int percent) => random.Next(100) < percent;

    private static bool IsHeader(string line) => line.TrimStart().StartsWith('[');

    private static bool IsIndented(string line) => line.Length > 0 && char.IsWhiteSpace(line[0]);

    private static bool IsSetting(string line) => !IsIndented(line) && !IsHeader(line) && line.Contains('=', StringComparison.Ordinal);

    private void Add(StringBuilder text, string feature, string what)
    {
        features.Add(feature);
        text.Append(what);
    }

    private void Interlude(StringBuilder text)
    {
        if (Happens(10)) text.Append('\n');
        if (Happens(8)) text.Append("# aws_access_key_id = AKIAOFACOMMENT\n");
        if (Happens(5)) text.Append("; Schlüssel für Köln\n");
        if (Happens(3)) text.Append("   # indented\n");
    }

    private string Header(string line, bool full) => full && Happens(10) ? line + " # note" : line;

    private void QuoteNames(List<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith("[profile ", StringComparison.Ordinal) && Happens(12)) lines[i] = $"[profile \"{lines[i][9..].TrimEnd(']')}\"]";
        }
    }

    private string Setting(string line)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return line;
        (string key, string value) = (line[..equals].Trim(), line[(equals + 1)..].Trim());
        if (Happens(15)) key = key.ToUpperInvariant();
        if (value.Length > 0 && Happens(2))
        {
            features.Add("value-comment");
            value += " # note";
        }

        string sign = random.Next(10) switch { 0 => "=", 1 => "\t=\t", 2 => " : ", 3 => "=  ", _ => " = " };
        return key + sign + value;
    }

    // The section's header once more, between its first and its second setting.
    private void RepeatSection(List<string> lines)
    {
        int header = lines.FindIndex(IsHeader);
        if (header < 0 || header + 2 >= lines.Count || !IsSetting(lines[header + 1]) || !IsSetting(lines[header + 2])) return;
        features.Add("repeated-section");
        lines.Insert(header + 2, lines[header]);
    }

    private void RepeatKey(List<string> lines)
    {
        int setting = lines.FindIndex(IsSetting);
        if (setting < 0 || setting == 0) return;
        features.Add("repeated-key");
        lines.Insert(setting, $"{lines[setting].Split('=')[0]}= of-an-earlier-line");
    }
}
