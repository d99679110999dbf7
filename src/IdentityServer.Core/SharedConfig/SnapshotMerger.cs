namespace IdentityServer.Core.SharedConfig;

/// <summary>Lays the credentials file over the config file.</summary>
internal static class SnapshotMerger
{
    /// <summary>Merges profile by profile: where both files have a key, the credentials file wins, even with an empty value.</summary>
    public static ConfigSnapshot Merge(ParsedConfigFile config, ParsedConfigFile credentials, ConfigLocations locations) => new(
        MergeProfiles(config.Profiles, credentials.Profiles),
        config.SsoSessions,
        config.Services,
        [.. config.Problems, .. credentials.Problems],
        locations);

    private static IReadOnlyDictionary<string, ConfigSection> MergeProfiles(
        IReadOnlyDictionary<string, ConfigSection> config, IReadOnlyDictionary<string, ConfigSection> credentials)
    {
        if (credentials.Count == 0)
            return config;
        var merged = new Dictionary<string, ConfigSection>(config, StringComparer.Ordinal);
        foreach ((string name, ConfigSection section) in credentials)
            merged[name] = config.TryGetValue(name, out ConfigSection? below) ? MergeSections(below, section) : section;
        return merged;
    }

    private static ConfigSection MergeSections(ConfigSection config, ConfigSection credentials)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (Setting setting in config.Settings.Concat(credentials.Settings))
            settings[setting.Name] = setting;
        return new ConfigSection(config.Name, config.Location, settings, [.. config.Problems, .. credentials.Problems]);
    }
}
