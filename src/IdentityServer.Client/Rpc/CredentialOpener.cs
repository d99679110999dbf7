using System.Text;
using System.Text.Json;
using IdentityServer.Protocol;
using Jose;

namespace IdentityServer.Client.Rpc;

/// <summary>Decrypts the secrets of an encrypted session, and encrypts those of an update: each is a compact JWE (<c>dir</c>, <c>A256GCM</c>) of its JSON string.</summary>
internal sealed class CredentialOpener
{
    public const int KeyLength = 32;

    private static readonly JwtSettings SealSettings = new() { JsonMapper = new HeaderMapper() };

    private readonly byte[] key;

    // jose-jwt reads the header of a JWE with the mapper of its default settings, whatever settings a call is given. Its own mapper reflects:
    // where that is switched off it cannot work for anybody, so nobody in this process misses it.
    static CredentialOpener()
    {
        if (!JsonSerializer.IsReflectionEnabledByDefault && JWT.DefaultSettings.JsonMapper is JsonMapper)
            JWT.DefaultSettings.JsonMapper = new HeaderMapper();
    }

    public CredentialOpener(byte[] key)
    {
        this.key = key;
    }

    /// <exception cref="IdentityServerException">A field is no JWE of this session's key.</exception>
    public IamCredentials Open(IamCredentials sealedKeys) => sealedKeys with
    {
        AccessKeyId = Open(sealedKeys.AccessKeyId),
        SecretAccessKey = Open(sealedKeys.SecretAccessKey),
        SessionToken = sealedKeys.SessionToken is null ? null : Open(sealedKeys.SessionToken),
    };

    /// <exception cref="IdentityServerException">The text is no JWE of this session's key.</exception>
    public string Open(string jwe)
    {
        try
        {
            return JsonSerializer.Deserialize(JWT.DecodeBytes(jwe, key, JweAlgorithm.DIR, JweEncryption.A256GCM), ProtocolJsonContext.Default.String)
                ?? throw new JsonException("The field is null.");
        }
        catch (Exception ex) when (ex is JoseException or JsonException or FormatException or ArgumentException)
        {
            // Without the cause: its text could quote what it choked on.
            throw new IdentityServerException("The server's answer is not encrypted with the key of this session.");
        }
    }

    public string Seal(string secret) => JWT.EncodeBytes(
        JsonSerializer.SerializeToUtf8Bytes(secret, ProtocolJsonContext.Default.String), key, JweAlgorithm.DIR, JweEncryption.A256GCM, settings: SealSettings);

    /// <summary>Reads and writes the header of a JWE, a JSON object of strings, without reflection.</summary>
    private sealed class HeaderMapper : IJsonMapper
    {
        public string Serialize(object obj)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                foreach ((string name, object value) in (IDictionary<string, object>)obj)
                    json.WriteString(name, (string)value);
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.ToArray());
        }

        public T Parse<T>(string json)
        {
            using var document = JsonDocument.Parse(json);
            var header = document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value.ToString());
            return (T)(object)header;
        }
    }
}
