using System.Buffers;
using System.Text;

namespace IdentityServer.Core.Credentials;

/// <summary>Masks what looks like a key, a token or a password in text of another program before it reaches a log.</summary>
internal static class SecretMask
{
    // Access key ids have 20 letters, secret keys 40, tokens hundreds. Ordinary words and paths' parts are shorter.
    private const int ShortestSecret = 16;
    private const string Mask = "***";

    private static readonly SearchValues<char> SecretLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-%.");

    /// <summary><paramref name="text"/> with every long run of letters that secrets are made of replaced by <c>***</c>.</summary>
    public static string Apply(string text)
    {
        var masked = new StringBuilder(text.Length);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int run = rest.IndexOfAnyExcept(SecretLetters);
            if (run < 0)
                run = rest.Length;
            masked.Append(run >= ShortestSecret ? Mask : rest[..run]);
            rest = rest[run..];
            int gap = rest.IndexOfAny(SecretLetters);
            if (gap < 0)
                gap = rest.Length;
            masked.Append(rest[..gap]);
            rest = rest[gap..];
        }

        return masked.ToString();
    }
}
