using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityServer.Protocol;

/// <summary>A profile of the shared config.</summary>
public sealed record Profile
{
    /// <summary>What the profile can be used for: names of the published <c>ProfileKind</c>, or <c>Unknown</c> alone.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>The name, without its prefix and quotes.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The settings by their shared-config names. In an encrypted session the server gives <c>aws_secret_access_key</c> and
    /// <c>aws_session_token</c> as JWE of the JSON string, and takes them so. In an update, null or blank removes a setting.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Prints the name, the kinds and the names of the settings: a value can be a secret.</summary>
    public override string ToString() =>
        $"Profile {{ Name = {Name}, Kinds = {string.Join(", ", Kinds)}, Settings = {string.Join(", ", Settings?.Keys ?? [])} }}";
}

/// <summary>An sso-session of the shared config.</summary>
public sealed record SsoSession
{
    /// <summary>The name, without its prefix and quotes.</summary>
    public required string Name { get; init; }

    /// <summary>The settings by their shared-config names; <c>sso_registration_scopes</c> is a list. In an update, null or blank removes a setting.</summary>
    public IReadOnlyDictionary<string, SsoSetting?>? Settings { get; init; }
}

/// <summary>A setting of an sso-session: on the wire a string or an array of strings.</summary>
[JsonConverter(typeof(SsoSettingConverter))]
public sealed record SsoSetting
{
    /// <summary>Wraps a text.</summary>
    public SsoSetting(string text) => Text = text;

    /// <summary>Wraps a list.</summary>
    public SsoSetting(IReadOnlyList<string> list) => List = list;

    /// <summary>The text, or null where the setting is a list.</summary>
    public string? Text { get; }

    /// <summary>The list, or null where the setting is a text.</summary>
    public IReadOnlyList<string>? List { get; }
}

internal sealed class SsoSettingConverter : JsonConverter<SsoSetting>
{
    public override SsoSetting Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new SsoSetting(reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var list = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            list.Add(reader.GetString()!);
        return reader.TokenType == JsonTokenType.EndArray ? new SsoSetting(list) : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, SsoSetting value, JsonSerializerOptions options)
    {
        if (value.List is null)
        {
            writer.WriteStringValue(value.Text);
            return;
        }

        writer.WriteStartArray();
        foreach (string item in value.List)
            writer.WriteStringValue(item);
        writer.WriteEndArray();
    }
}
