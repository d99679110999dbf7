namespace IdentityServer.Core;

/// <summary>A secret text that prints as <c>***</c> wherever it is formatted; <see cref="Reveal"/> is the only way out.</summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string text;

    /// <summary>Wraps <paramref name="text"/>.</summary>
    public Secret(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        this.text = text;
    }

    /// <summary>The text itself. Call it only where the secret leaves for its user: the wire, STS, the cache file.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public override string ToString() => "***";

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && other.text == text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);
}
