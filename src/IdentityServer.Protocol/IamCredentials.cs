using System.Text.Json.Serialization;

namespace IdentityServer.Protocol;

/// <summary>A set of AWS keys on the wire. In an encrypted session each field but <see cref="Expiration"/> is a JWE of its JSON string.</summary>
public sealed record IamCredentials
{
    /// <summary>The access key id.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The secret access key.</summary>
    public required string SecretAccessKey { get; init; }

    /// <summary>The session token; absent for long-term keys.</summary>
    public string? SessionToken { get; init; }

    /// <summary>When the keys end, ISO 8601 in UTC; absent for keys that do not.</summary>
    [JsonConverter(typeof(UtcSecondsConverter))]
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>Prints the key id and the expiration; the secret members as <c>***</c>.</summary>
    public override string ToString() =>
        $"IamCredentials {{ AccessKeyId = {AccessKeyId}, SecretAccessKey = ***, SessionToken = {(SessionToken is null ? "" : "***")}, Expiration = {Expiration:O} }}";
}
