using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IdentityServer.Rpc;

/// <summary>Takes the secrets of an update as a client may send them: in the clear, or sealed as <see cref="CredentialSealer"/> seals them.</summary>
/// <remarks>By hand, because jose-jwt reads the header of a JWE with reflection, which native code does not have.</remarks>
internal sealed class SecretOpener
{
    private const int VectorLength = 12;
    private const int TagLength = 16;

    private readonly byte[]? key;

    public SecretOpener(byte[]? key)
    {
        this.key = key;
    }

    /// <summary>The secret that <paramref name="value"/> stands for: itself, or what the JWE holds. False for a JWE that is not of this session.</summary>
    public bool TryOpen(string value, [NotNullWhen(true)] out string? secret)
    {
        string[] parts = value.Split('.');
        secret = parts.Length != 5 || HeaderOf(parts[0]) is not { } header ? value
            : key is not null && header == new JweHeader("dir", "A256GCM") && parts[1].Length == 0 ? Decrypt(parts, key)
            : null;
        return secret is not null;
    }

    // AWS's own secrets are base64, which has no dots; five parts with such a header are a JWE and nothing else.
    private static JweHeader? HeaderOf(string part)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("alg", out JsonElement alg) && root.TryGetProperty("enc", out JsonElement enc)
                ? new JweHeader(alg.ToString(), enc.ToString(), root.TryGetProperty("zip", out _) || root.TryGetProperty("crit", out _))
                : null;
        }
        catch (Exception ex) when (ex is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? Decrypt(string[] parts, byte[] key)
    {
        try
        {
            byte[] vector = Base64Url.DecodeFromChars(parts[2]);
            byte[] cipher = Base64Url.DecodeFromChars(parts[3]);
            byte[] tag = Base64Url.DecodeFromChars(parts[4]);
            if (vector.Length != VectorLength || tag.Length != TagLength)
                return null;
            byte[] plain = new byte[cipher.Length];
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(vector, cipher, tag, plain, Encoding.ASCII.GetBytes(parts[0]));
            using var document = JsonDocument.Parse(plain);
            return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
        }
        catch (Exception ex) when (ex is FormatException or CryptographicException or JsonException or InvalidOperationException)
        {
            return null; // The causes could quote what they choked on.
        }
    }

    private readonly record struct JweHeader(string Algorithm, string Encryption, bool HasExtensions = false);
}
