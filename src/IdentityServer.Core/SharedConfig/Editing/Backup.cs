namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>
/// The former content of a file, for whoever wants it back, without the secrets that the edit took out: who signs out, or changes a key,
/// wants the old one gone.
/// </summary>
internal static class Backup
{
    private const string Mask = "***";
    private static readonly string[] SecretSettings = [SettingNames.AwsSecretAccessKey, SettingNames.AwsSessionToken, SettingNames.AwsSecurityToken];

    /// <summary>The content of the backup that is left beside the file.</summary>
    public static byte[] Of(FileEdit edit)
    {
        string after = SharedConfigBytes.Decode(edit.Bytes, edit.Before.Path, edit.Before.Kind);
        HashSet<string> gone = [.. SecretsOf(edit.Before.Parsed), .. SecretsIn(edit.Before.Text)];
        gone.ExceptWith(SecretsOf(edit.Parsed));
        gone.ExceptWith(SecretsIn(after));
        if (gone.Count == 0)
            return edit.Before.Bytes!;
        string text = string.Join('\n', edit.Before.Text.Split('\n').Select(line => gone.Aggregate(line, WithoutSecret)));
        return SharedConfigBytes.Encode(text, edit.Before.Bytes);
    }

    // A value that goes on over several lines stands in the file line by line.
    private static IEnumerable<string> SecretsOf(ParsedConfigFile file) =>
        from profile in file.Profiles.Values
        from name in SecretSettings
        let value = profile.Find(name)?.Value
        where value is not null
        from line in value.Split('\n')
        where line.Length > 0
        select line;

    // A setting that is repeated counts by its last line only, and its other lines hold secrets as well.
    private static IEnumerable<string> SecretsIn(string text) =>
        from line in text.Split('\n', '\r')
        let delimiter = line.AsSpan().IndexOfAny('=', ':')
        where delimiter > 0 && SecretSettings.Contains(line[..delimiter].Trim(), StringComparer.OrdinalIgnoreCase)
        let value = line[(delimiter + 1)..].Trim()
        where value.Length > 0
        select value;

    // Whole values only: one secret can be the beginning of another, which stays.
    private static string WithoutSecret(string line, string secret)
    {
        int at = line.IndexOf(secret, StringComparison.Ordinal);
        if (at < 0)
            return line;
        int end = at + secret.Length;
        bool isWhole = (at == 0 || IsBorder(line[at - 1])) && (end == line.Length || IsBorder(line[end]));
        return isWhole ? string.Concat(line.AsSpan(0, at), Mask, line.AsSpan(end)) : line;
    }

    private static bool IsBorder(char c) => char.IsWhiteSpace(c) || c is '=' or ':';
}
