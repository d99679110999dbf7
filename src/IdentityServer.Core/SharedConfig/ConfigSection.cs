namespace IdentityServer.Core.SharedConfig;

/// <summary>A named group of settings: a profile, an sso-session or a services section.</summary>
public sealed class ConfigSection
{
    private readonly IReadOnlyDictionary<string, Setting> settings;

    /// <summary>Creates a section.</summary>
    /// <param name="name">The name, without its prefix and quotes.</param>
    /// <param name="location">Where its header first stands.</param>
    /// <param name="settings">The settings by lower-case name, as merged from both files.</param>
    /// <param name="problems">What could not be understood in the section.</param>
    public ConfigSection(
        string name,
        SourceLocation location,
        IReadOnlyDictionary<string, Setting> settings,
        IReadOnlyList<ConfigProblem>? problems = null)
    {
        Name = name;
        Location = location;
        this.settings = settings;
        Problems = problems ?? [];
    }

    /// <summary>The name, without its prefix and quotes.</summary>
    public string Name { get; }

    /// <summary>Where its header first stands.</summary>
    public SourceLocation Location { get; }

    /// <summary>What could not be understood in the section.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }

    /// <summary>All settings, empty ones included.</summary>
    public IEnumerable<Setting> Settings => settings.Values;

    /// <summary>The setting of that lower-case name, or null where it is absent. A setting whose value is empty counts as absent.</summary>
    public Setting? Find(string name) => settings.TryGetValue(name, out Setting? setting) && setting.Value.Length > 0 ? setting : null;

    /// <summary>The nested block of that lower-case name (as <c>sts</c> in a services section), or null where there is none.</summary>
    public IReadOnlyDictionary<string, Setting>? FindBlock(string name) => settings.GetValueOrDefault(name)?.Nested;
}
