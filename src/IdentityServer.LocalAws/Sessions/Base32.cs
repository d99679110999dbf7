namespace IdentityServer.LocalAws.Sessions;

/// <summary>The alphabet of AWS ids.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>One character a byte, of its lower five bits.</summary>
    public static string Encode(IEnumerable<byte> bytes) => string.Concat(bytes.Select(b => Alphabet[b & 31]));

    /// <summary>The number in sixteen digits.</summary>
    public static string Encode(long number) => string.Create(16, number, static (digits, rest) =>
    {
        for (int i = digits.Length - 1; i >= 0; i--, rest >>= 5)
            digits[i] = Alphabet[(int)(rest & 31)];
    });
}
