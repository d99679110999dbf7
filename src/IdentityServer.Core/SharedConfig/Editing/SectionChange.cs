using System.Collections.Immutable;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>What is to become of one section of one file.</summary>
/// <param name="Kind">What its header opens. For the default profile of the config file it is <see cref="SectionKind.Profile"/>, however it is spelt.</param>
/// <param name="Name">Its name, without prefix and quotes.</param>
internal abstract record SectionChange(SectionKind Kind, string Name);

/// <summary>The section goes, with everything in it.</summary>
internal sealed record SectionRemoval(SectionKind Kind, string Name) : SectionChange(Kind, Name);

/// <summary>Some of its settings change. Where there is no such section and a value is given, it is added at the end of the file.</summary>
internal sealed record SettingsChange(SectionKind Kind, string Name, ImmutableArray<SettingChange> Settings) : SectionChange(Kind, Name);

/// <summary>A setting that gets a value, or, by null, goes. Prints its name alone: the value can be a secret.</summary>
internal sealed record SettingChange(string Name, string? Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Name} goes" : $"{Name} is written";
}
