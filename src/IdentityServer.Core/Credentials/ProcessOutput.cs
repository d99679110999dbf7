using System.Text.Json;

namespace IdentityServer.Core.Credentials;

/// <summary>Reads what a <c>credential_process</c> prints: JSON of version 1 (AWS SDKs and Tools Reference Guide, "Process credential provider").</summary>
internal static class ProcessOutput
{
    /// <summary>The keys in <paramref name="output"/>, or what is wrong with it; the text never quotes the output.</summary>
    public static (AwsCredentials? Credentials, string? Fault) Read(ReadOnlyMemory<byte> output, DateTimeOffset now)
    {
        if (output.Span.Trim(" \t\r\n"u8).IsEmpty)
            return (null, "printed nothing");
        try
        {
            using var document = JsonDocument.Parse(output);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, now) : (null, "printed JSON that is no object");
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return (null, "printed something that is not JSON");
        }
    }

    private static (AwsCredentials?, string?) Read(JsonElement root, DateTimeOffset now)
    {
        if (!root.TryGetProperty("Version", out JsonElement version))
            return (null, "printed no Version; it must be the number 1");
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != 1)
            return (null, "printed a Version other than the number 1");
        if (root.Text("AccessKeyId") is not { } accessKeyId)
            return (null, "printed no AccessKeyId");
        if (root.Text("SecretAccessKey") is not { } secretAccessKey)
            return (null, "printed no SecretAccessKey");

        DateTimeOffset? expiration = null;
        if (root.TryGetProperty("Expiration", out JsonElement end) && end.ValueKind != JsonValueKind.Null)
        {
            if (end.ValueKind != JsonValueKind.String
                || !Moment.TryParse(end.GetString(), out DateTimeOffset moment))
            {
                return (null, "printed an Expiration that is no ISO 8601 time");
            }

            if (moment <= now)
                return (null, $"printed credentials that ended at {moment:u}");
            expiration = moment;
        }

        Secret? token = root.Text("SessionToken") is { } sessionToken ? new Secret(sessionToken) : null;
        return (new AwsCredentials(accessKeyId, new Secret(secretAccessKey), token, expiration, root.Text("AccountId")), null);
    }
}
