namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>New content for a file.</summary>
/// <param name="Before">What it replaces.</param>
/// <param name="Bytes">The new content.</param>
/// <param name="Parsed">What the reader finds in it.</param>
/// <param name="Changes">What was changed.</param>
internal sealed record FileEdit(ConfigFileState Before, byte[] Bytes, ParsedConfigFile Parsed, IReadOnlyCollection<SectionChange> Changes)
{
    /// <summary>Whether nothing is written, only removed.</summary>
    public bool OnlyRemoves => Changes.All(change => change is not SettingsChange settings || settings.Settings.All(setting => setting.Value is null));
}
