namespace IdentityServer.Core.Profiles;

/// <summary>A profile or sso-session as a client wants it. Prints its name alone: a value can be a secret.</summary>
/// <param name="Name">The name, without prefix and quotes.</param>
/// <param name="Settings">
/// By setting name: a value is written, a blank or null one removed, a setting not given kept. Null or without an entry: the section is removed whole.
/// Where every setting of a section is removed by name, its empty header stays.
/// </param>
public sealed record SectionWish(string Name, IReadOnlyDictionary<string, string?>? Settings)
{
    /// <summary>Whether the section is to go.</summary>
    public bool IsRemoval => Settings is null || Settings.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(SectionWish)} {Name}";
}
