using System.Text.Json;

namespace IdentityServer.Core;

/// <summary>Look-ups in which an empty value counts as absent.</summary>
internal static class LookUps
{
    /// <summary>The environment variable <paramref name="name"/>; null where it is not set, or empty.</summary>
    public static string? Variable(this IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    /// <summary>The text member <paramref name="name"/> of a JSON object; null where it is missing, no text, or empty.</summary>
    public static string? Text(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
