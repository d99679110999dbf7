using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IdentityServer.Core;
using IdentityServer.Protocol;
using Jose;

namespace IdentityServer.Rpc;

/// <summary>Turns keys into their form on the wire: in the clear, or, with a key, as compact JWE (RFC 7516; <c>dir</c>, <c>A256GCM</c>).</summary>
internal sealed class CredentialSealer
{
    // Published clients strip the quotes of the decrypted JSON string and read no escapes, so "+" and "/" must stay as they are.
    private static readonly ProtocolJsonContext PlainText =
        new(new JsonSerializerOptions(ProtocolJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly JwtSettings Settings = new() { JsonMapper = new HeaderMapper() };

    private readonly byte[]? key;

    public CredentialSealer(byte[]? key)
    {
        this.key = key;
    }

    /// <summary>A secret text by itself: in the clear, or as JWE of its JSON string.</summary>
    public string Seal(string secret) => key is null ? secret : Encrypt(secret, PlainText.String);

    public IamCredentials Seal(AwsCredentials credentials)
    {
        IamCredentials clear = InTheClear(credentials);
        return key is null
            ? clear
            : clear with
            {
                AccessKeyId = Encrypt(clear.AccessKeyId, PlainText.String),
                SecretAccessKey = Encrypt(clear.SecretAccessKey, PlainText.String),
                SessionToken = clear.SessionToken is null ? null : Encrypt(clear.SessionToken, PlainText.String),
            };
    }

    public UpdateCredentialsParams SealForUpdate(AwsCredentials credentials)
    {
        IamCredentials clear = InTheClear(credentials);
        return key is null
            ? new UpdateCredentialsParams { Data = new CredentialsPayload(clear), Encrypted = false }
            : new UpdateCredentialsParams
            {
                Data = new CredentialsPayload(Encrypt(new EncryptedCredentialsContent { Data = clear }, PlainText.EncryptedCredentialsContent)),
                Encrypted = true,
            };
    }

    private static IamCredentials InTheClear(AwsCredentials credentials) => new()
    {
        AccessKeyId = credentials.AccessKeyId,
        SecretAccessKey = credentials.SecretAccessKey.Reveal(),
        SessionToken = credentials.SessionToken?.Reveal(),
        Expiration = credentials.Expiration,
    };

    private string Encrypt<T>(T content, JsonTypeInfo<T> type) =>
        JWT.EncodeBytes(JsonSerializer.SerializeToUtf8Bytes(content, type), key, JweAlgorithm.DIR, JweEncryption.A256GCM, settings: Settings);

    /// <summary>jose-jwt writes its header, a dictionary of strings, by reflection; native code has none to offer.</summary>
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

            return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
        }

        public T Parse<T>(string json) => throw new NotSupportedException("This server encrypts only.");
    }
}
