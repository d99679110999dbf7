using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>The key that a client sends before LSP starts, and what the client does with it: take a compact JWE apart by hand.</summary>
internal sealed class EncryptionKey
{
    public const string Argument = "--set-credentials-encryption-key";

    private readonly byte[] bytes;

    public EncryptionKey()
        : this(RandomNumberGenerator.GetBytes(32))
    {
    }

    private EncryptionKey(byte[] bytes) => this.bytes = bytes;

    /// <summary>The key that another program made.</summary>
    public static EncryptionKey Of(string base64) => new(Convert.FromBase64String(base64));

    public string Base64 => Convert.ToBase64String(bytes);

    /// <summary>The line with its line feed.</summary>
    public byte[] Line => Encoding.UTF8.GetBytes(new JsonObject { ["version"] = "1.0", ["mode"] = "JWT", ["key"] = Base64 }.ToJsonString() + "\n");

    /// <summary>The plain text of a JWE in its compact form; anything but alg dir, enc A256GCM and an intact tag fails the test.</summary>
    public string Decrypt(string jwe)
    {
        string[] parts = jwe.Split('.');
        Assert.Equal(5, parts.Length);
        JsonNode header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        Assert.Equal(("dir", "A256GCM"), ((string?)header["alg"], (string?)header["enc"]));
        Assert.Equal("", parts[1]);
        byte[] iv = Base64Url.DecodeFromChars(parts[2]);
        byte[] cipher = Base64Url.DecodeFromChars(parts[3]);
        byte[] tag = Base64Url.DecodeFromChars(parts[4]);
        Assert.Equal((12, 16), (iv.Length, tag.Length));
        byte[] plain = new byte[cipher.Length];
        using AesGcm aes = new(bytes, tag.Length);
        aes.Decrypt(iv, cipher, tag, plain, Encoding.ASCII.GetBytes(parts[0]));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>A JWE as a client makes it.</summary>
    public string Encrypt(string plain, string header = """{"alg":"dir","enc":"A256GCM"}""")
    {
        string protectedHeader = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
        byte[] iv = RandomNumberGenerator.GetBytes(12);
        byte[] text = Encoding.UTF8.GetBytes(plain);
        byte[] cipher = new byte[text.Length];
        byte[] tag = new byte[16];
        using AesGcm aes = new(bytes, tag.Length);
        aes.Encrypt(iv, text, cipher, tag, Encoding.ASCII.GetBytes(protectedHeader));
        return $"{protectedHeader}..{Base64Url.EncodeToString(iv)}.{Base64Url.EncodeToString(cipher)}.{Base64Url.EncodeToString(tag)}";
    }

    /// <summary>The initialization vector, which must never come twice under one key.</summary>
    public static string VectorOf(string jwe) => jwe.Split('.')[2];
}
