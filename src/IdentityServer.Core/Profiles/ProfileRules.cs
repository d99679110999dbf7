using System.Collections.Immutable;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Profiles;

/// <summary>What must hold of a profile and its sso-session after an update.</summary>
internal static class ProfileRules
{
    /// <summary>Holds <paramref name="profile"/> to the rules of the kinds. <see cref="ProfileKind.Unknown"/> has none: with it a client signs out.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidProfile"/>.</exception>
    public static void AssertIs(ImmutableArray<ProfileKind> kinds, string name, ConfigSection? profile)
    {
        foreach (ProfileKindRule rule in ProfileKindRules.All.Where(rule => kinds.Contains(rule.Kind)))
        {
            string[] missing = [.. rule.Required.Where(setting => profile?.Find(setting) is null)];
            string[] excess = [.. rule.Absent.Where(setting => profile?.Find(setting) is not null)];
            if (missing.Length == 0 && excess.Length == 0)
                continue;
            string remedy = string.Join(" and ", ((string[])[Phrase("give", missing), Phrase("remove", excess)]).Where(phrase => phrase.Length > 0));
            throw new IdentityException(
                IdentityErrorCode.InvalidProfile,
                $"Profile \"{name}\" would not be of kind {rule.Kind}: {remedy}, or leave the kind out.");
        }

        static string Phrase(string verb, string[] settings) => settings.Length == 0 ? "" : $"{verb} {string.Join(", ", settings)}";
    }

    /// <summary>Holds an sso-session that came with a profile of kind <see cref="ProfileKind.SsoTokenProfile"/> to being that profile's, and whole.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidSsoSession"/>.</exception>
    public static void AssertIsSessionOf(string profileName, ConfigSection? profile, string sessionName, ConfigSection? session)
    {
        if (profile?.Find(SettingNames.SsoSession)?.Value is { } wanted && wanted != sessionName)
            throw Invalid($"profile \"{profileName}\" names sso_session \"{wanted}\". Give both the same name");
        string[] missing = [.. ((string[])[SettingNames.SsoRegion, SettingNames.SsoStartUrl]).Where(setting => session?.Find(setting) is null)];
        if (missing.Length > 0)
            throw Invalid($"it would lack {string.Join(" and ", missing)}. Give a value");

        IdentityException Invalid(string reason) =>
            new(IdentityErrorCode.InvalidSsoSession, $"sso-session \"{sessionName}\" does not fit: {reason}.");
    }
}
