using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IdentityServer.Core.Sts;

/// <summary>
/// The identity of a cached role session: the AWS CLI's own, so that both share entries. It is the SHA-1 of the JSON text that Python's
/// <c>json.dumps(args, sort_keys=True)</c> gives for the AssumeRole arguments of the profile (botocore <c>credentials.py</c>,
/// <c>_create_cache_key</c>). The source profile is no part of it: that is the CLI's contract.
/// </summary>
public static class StsCacheKey
{
    private static readonly SearchValues<char> LowerHexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The key of an AssumeRole session, 40 lower-case hex digits. Arguments that the profile does not set are null.</summary>
    public static string ForRole(string roleArn, string? roleSessionName, string? externalId, string? mfaSerial, int? durationSeconds)
    {
        // The names in ordinal order, as sort_keys gives them.
        var json = new StringBuilder("{");
        if (durationSeconds is { } seconds)
            AppendName(json, "DurationSeconds").Append(seconds.ToString(CultureInfo.InvariantCulture));
        AppendText(json, "ExternalId", externalId);
        AppendText(json, "RoleArn", roleArn);
        AppendText(json, "RoleSessionName", roleSessionName);
        AppendText(json, "SerialNumber", mfaSerial);
        return Hash(json.Append('}').ToString());
    }

    /// <summary>Whether <paramref name="id"/> has the form of a key: 40 lower-case hex digits. Only such an id ever becomes a file name.</summary>
    public static bool IsWellFormed(string id) => id.Length == 40 && !id.AsSpan().ContainsAnyExcept(LowerHexDigits);

    /// <summary>The SHA-1 of <paramref name="text"/> in UTF-8 as 40 lower-case hex digits.</summary>
    internal static string Hash(string text)
    {
#pragma warning disable CA5350 // SHA-1 names a file here, as the AWS CLI names it; it protects nothing.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private static void AppendText(StringBuilder json, string name, string? value)
    {
        if (value is not null)
            AppendPythonString(AppendName(json, name), value);
    }

    private static StringBuilder AppendName(StringBuilder json, string name) =>
        json.Append(json.Length > 1 ? ", \"" : "\"").Append(name).Append("\": ");

    // System.Text.Json escapes more than Python does (<, >, &, ', +) and writes upper-case hex digits: by hand, then.
    private static void AppendPythonString(StringBuilder json, string value)
    {
        json.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' or > '~' => json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => json.Append(c),
            };
        }

        json.Append('"');
    }
}
