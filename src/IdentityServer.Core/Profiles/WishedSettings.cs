using System.Buffers;
using System.Collections.Immutable;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.SharedConfig.Editing;

namespace IdentityServer.Core.Profiles;

/// <summary>What a wish changes in a section, and which wishes no file could keep.</summary>
internal static class WishedSettings
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>
    /// The settings that <paramref name="wish"/> changes in the section as it is read now. A value that is read already is no change, and
    /// so is never refused: a client may send back whatever it was told.
    /// </summary>
    /// <exception cref="IdentityException"><paramref name="refusal"/>: a name or a value cannot stand in the file.</exception>
    public static ImmutableArray<SettingChange> ChangesTo(ConfigSection? section, SectionWish wish, IdentityErrorCode refusal)
    {
        ImmutableArray<SettingChange>.Builder changes = ImmutableArray.CreateBuilder<SettingChange>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string spelling, string? given) in wish.Settings ?? ImmutableDictionary<string, string?>.Empty)
        {
            string name = spelling.ToLowerInvariant();
            if (name.Length == 0)
                throw Refuse("a setting has no name. Give it one");
            // What follows the wrong character is not repeated: it can be a value, and a secret.
            if (name.AsSpan().IndexOfAnyExcept(NameCharacters) is >= 0 and var wrong)
                throw Refuse($"the name of the setting \"{Excerpt.Name(spelling[..wrong])}…\" goes on with a character other than letters, digits, \"_\" and \"-\". Rename it");
            if (!seen.Add(name))
                throw Refuse($"{name} is given twice. Give it once");

            string value = given?.Trim() ?? "";
            if (value.Length == 0)
                changes.Add(new SettingChange(name, null));
            else if (!IsSame(name, section?.Find(name)?.Value, value))
                changes.Add(ReasonAgainst(value) is { } reason ? throw Refuse($"the value of {name} {reason}") : new SettingChange(name, value));
        }

        return changes.ToImmutable();

        IdentityException Refuse(string reason) => new(refusal, $"{(refusal == IdentityErrorCode.InvalidSsoSession ? "sso-session" : "Profile")} \"{Excerpt.Name(wish.Name)}\" cannot be written: {reason}.");
    }

    // Scopes are a set: clients get them sorted, and send them back so.
    private static bool IsSame(string name, string? present, string wished) =>
        present == wished || (name == SettingNames.SsoRegistrationScopes && present is not null && ScopesIn(present).SetEquals(ScopesIn(wished)));

    private static HashSet<string> ScopesIn(string list) => [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static string? ReasonAgainst(string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n'))
            return "holds a line break. Write it in one line";
        if (value.Any(character => char.IsControl(character) || character is '\u2028' or '\u2029'))
            return "holds a control character. Take it out";
        if (HasLoneSurrogate(value))
            return "holds half a character. Take it out";
        return ConfigLineGrammar.ValueIn($"name = {value}").SequenceEqual(value)
            ? null
            : "has a \"#\" or \";\" at its start or after a space, which starts a comment in the file. Take out the space or the sign";
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int at = 0; at < text.Length; at += char.IsSurrogatePair(text, at) ? 2 : 1)
        {
            if (char.IsSurrogate(text[at]) && !char.IsSurrogatePair(text, at))
                return true;
        }

        return false;
    }
}
