namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>
/// The last look before a file is written: the reader must find in the new text what it found in the old one, but for what was to
/// change. It never fails as long as the editor is right, and is there because a mistake would cost people their settings.
/// </summary>
internal static class EditCheck
{
    /// <summary>Whether <paramref name="after"/> is <paramref name="before"/> with the changes and nothing else.</summary>
    public static bool Holds(ParsedConfigFile before, ParsedConfigFile after, IReadOnlyCollection<SectionChange> changes) =>
        AreEqual(Expected(before.Profiles, changes.Where(change => change.Kind == SectionKind.Profile)), after.Profiles)
        && AreEqual(Expected(before.SsoSessions, changes.Where(change => change.Kind == SectionKind.SsoSession)), after.SsoSessions)
        && AreEqual(Contents(before.Services), after.Services);

    private static Dictionary<string, Dictionary<string, Setting>> Expected(IReadOnlyDictionary<string, ConfigSection> before, IEnumerable<SectionChange> changes)
    {
        Dictionary<string, Dictionary<string, Setting>> sections = Contents(before);
        foreach (SectionChange change in changes)
        {
            if (change is SettingsChange settings)
                Expect(sections, settings);
            else
                sections.Remove(change.Name);
        }

        return sections;
    }

    private static void Expect(Dictionary<string, Dictionary<string, Setting>> sections, SettingsChange change)
    {
        foreach (SettingChange setting in change.Settings)
        {
            if (setting.Value is null)
            {
                sections.GetValueOrDefault(change.Name)?.Remove(setting.Name);
                continue;
            }

            if (!sections.TryGetValue(change.Name, out Dictionary<string, Setting>? section))
                sections[change.Name] = section = new Dictionary<string, Setting>(StringComparer.Ordinal);
            section[setting.Name] = new Setting(setting.Name, setting.Value, new SourceLocation("", 0));
        }
    }

    private static Dictionary<string, Dictionary<string, Setting>> Contents(IReadOnlyDictionary<string, ConfigSection> sections) =>
        sections.ToDictionary(
            section => section.Key,
            section => section.Value.Settings.ToDictionary(setting => setting.Name, StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static bool AreEqual(Dictionary<string, Dictionary<string, Setting>> expected, IReadOnlyDictionary<string, ConfigSection> actual) =>
        expected.Count == actual.Count
        && expected.All(section => actual.TryGetValue(section.Key, out ConfigSection? same) && AreEqual(section.Value, same));

    private static bool AreEqual(Dictionary<string, Setting> expected, ConfigSection actual)
    {
        Setting[] settings = [.. actual.Settings];
        return settings.Length == expected.Count
            && settings.All(setting => expected.TryGetValue(setting.Name, out Setting? same) && AreEqual(setting, same));
    }

    private static bool AreEqual(Setting one, Setting other)
    {
        if (one.Value != other.Value || one.Nested?.Count != other.Nested?.Count)
            return false;
        return one.Nested is null
            || one.Nested.All(inner => other.Nested!.TryGetValue(inner.Key, out Setting? same) && inner.Value.Value == same.Value);
    }
}
