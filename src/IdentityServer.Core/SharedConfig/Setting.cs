namespace IdentityServer.Core.SharedConfig;

/// <summary>One setting of a section, with the place it was read from.</summary>
/// <remarks>A value can be a secret, so the setting prints its name and place only.</remarks>
public sealed class Setting
{
    /// <summary>Creates a setting.</summary>
    public Setting(string name, string value, SourceLocation location, IReadOnlyDictionary<string, Setting>? nested = null)
    {
        Name = name;
        Value = value;
        Location = location;
        Nested = nested;
    }

    /// <summary>The name, lower-case.</summary>
    public string Name { get; }

    /// <summary>The value, trimmed, lines of a continued value joined with <c>\n</c>; empty where the file gives none.</summary>
    public string Value { get; }

    /// <summary>Where the setting stands (the line of its name).</summary>
    public SourceLocation Location { get; }

    /// <summary>The <c>key = value</c> lines of a nested block (as in <c>services</c> or <c>s3</c>), by lower-case name; else null.</summary>
    public IReadOnlyDictionary<string, Setting>? Nested { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Location})";
}
