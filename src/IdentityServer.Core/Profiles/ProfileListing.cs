using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Profiles;

/// <summary>The profiles and sso-sessions as a client shows them. Two listings are equal where a client would show the same.</summary>
/// <param name="Profiles">The profiles, in the order of the config file; those of the credentials file alone come last.</param>
/// <param name="SsoSessions">The sso-sessions, in the order of the config file.</param>
public sealed record ProfileListing(ValueList<ListedProfile> Profiles, ValueList<ListedSsoSession> SsoSessions)
{
    /// <summary>Lists what <paramref name="snapshot"/> holds. A section with lines that could not be understood is listed with the others.</summary>
    public static ProfileListing Of(ConfigSnapshot snapshot) => new(
        new ValueList<ListedProfile>(InFileOrder(snapshot.Profiles, snapshot.Locations).Select(section => new ListedProfile(
            section.Name,
            new ValueList<ProfileKind>(ProfileClassifier.KindsOf(section)),
            SettingsOf(section, ProfileKindRules.Settings)))),
        new ValueList<ListedSsoSession>(InFileOrder(snapshot.SsoSessions, snapshot.Locations).Select(section => new ListedSsoSession(
            section.Name,
            SettingsOf(section, ProfileKindRules.SsoSessionSettings)))));

    private static IEnumerable<ConfigSection> InFileOrder(IReadOnlyDictionary<string, ConfigSection> sections, ConfigLocations locations) =>
        sections.Values.OrderBy(section => section.Location.File == locations.ConfigFile ? 0 : 1).ThenBy(section => section.Location.Line);

    private static ValueList<ListedSetting> SettingsOf(ConfigSection section, IEnumerable<string> names) =>
        new(names.Select(section.Find).OfType<Setting>().Select(setting => new ListedSetting(setting.Name, setting.Value)));
}

/// <summary>A profile of a listing.</summary>
/// <param name="Name">The name, without its prefix and quotes.</param>
/// <param name="Kinds">The kinds, in the order of the rule table.</param>
/// <param name="Settings">The settings that the rule table knows, in its order, as merged from both files; empty ones left out.</param>
public sealed record ListedProfile(string Name, ValueList<ProfileKind> Kinds, ValueList<ListedSetting> Settings);

/// <summary>An sso-session of a listing.</summary>
/// <param name="Name">The name, without its prefix and quotes.</param>
/// <param name="Settings">The settings that bear on the session; empty ones left out.</param>
public sealed record ListedSsoSession(string Name, ValueList<ListedSetting> Settings);

/// <summary>A setting of a listing.</summary>
/// <param name="Name">The name, lower-case.</param>
/// <param name="Value">The value, which can be a secret.</param>
public sealed record ListedSetting(string Name, string Value)
{
    /// <summary>Prints the name alone.</summary>
    public override string ToString() => Name;
}
