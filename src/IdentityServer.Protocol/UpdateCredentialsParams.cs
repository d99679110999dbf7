using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/credentials/iam/update</c>, which a client forwards unchanged to other language servers.</summary>
public sealed record UpdateCredentialsParams
{
    /// <summary>The keys in the clear, or a JWE of <c>{"data": IamCredentials}</c>.</summary>
    public required CredentialsPayload Data { get; init; }

    /// <summary>Whether <see cref="Data"/> is a JWE.</summary>
    public required bool Encrypted { get; init; }
}

/// <summary>Either keys in the clear or a JWE: on the wire an object or a string.</summary>
[JsonConverter(typeof(CredentialsPayloadConverter))]
public sealed record CredentialsPayload
{
    /// <summary>Wraps keys in the clear.</summary>
    public CredentialsPayload(IamCredentials keys) => Keys = keys;

    /// <summary>Wraps a JWE.</summary>
    public CredentialsPayload(string jwe) => Jwe = jwe;

    /// <summary>The keys, or null in an encrypted session.</summary>
    public IamCredentials? Keys { get; }

    /// <summary>The JWE, or null in a session in the clear.</summary>
    public string? Jwe { get; }
}

/// <summary>What a JWE in <see cref="UpdateCredentialsParams.Data"/> holds.</summary>
public sealed record EncryptedCredentialsContent
{
    /// <summary>The keys.</summary>
    public required IamCredentials Data { get; init; }
}

internal sealed class CredentialsPayloadConverter : JsonConverter<CredentialsPayload>
{
    public override CredentialsPayload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new CredentialsPayload(reader.GetString()!)
            : new CredentialsPayload(
                JsonSerializer.Deserialize(ref reader, ProtocolJsonContext.Default.IamCredentials)
                ?? throw new JsonException("The data of updateCredentialsParams is an object or a string."));

    public override void Write(Utf8JsonWriter writer, CredentialsPayload value, JsonSerializerOptions options)
    {
        if (value.Jwe is { } jwe)
            writer.WriteStringValue(jwe);
        else
            JsonSerializer.Serialize(writer, value.Keys!, ProtocolJsonContext.Default.IamCredentials);
    }
}
