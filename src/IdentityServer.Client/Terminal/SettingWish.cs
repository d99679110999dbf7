using IdentityServer.Protocol;

namespace IdentityServer.Client.Terminal;

/// <summary>One setting to write.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; empty to remove the setting, null for a secret that is yet to be asked for.</param>
internal sealed record SettingWish(string Name, string? Value)
{
    /// <summary>Reads <c>NAME=VALUE</c> words; gives what is wrong with them, or null. It quotes no value: it could be a secret in the wrong place.</summary>
    public static string? ParseAll(IEnumerable<string> words, out IReadOnlyList<SettingWish> wishes)
    {
        var read = new List<SettingWish>();
        wishes = read;
        foreach (string word in words)
        {
            int at = word.IndexOf('=', StringComparison.Ordinal);
            string name = (at < 0 ? word : word[..at]).Trim();
            string? value = at < 0 ? null : word[(at + 1)..].Trim();
            bool isSecret = SecretSettings.Contains(name);
            if (name.Length == 0 || (value is null && !isSecret))
                return "set takes NAME=VALUE; only aws_secret_access_key and aws_session_token go without a value.";
            if (isSecret && !string.IsNullOrEmpty(value))
                return $"{name} is a secret: other programs can see a command line, and shells keep it. Name it without a value, and it is asked for or read from stdin.";
            if (read.Any(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                return $"{name} is there twice.";
            read.Add(new SettingWish(name, value));
        }

        return null;
    }
}
