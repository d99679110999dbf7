using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IdentityServer.Core.Sts;

/// <summary>The JSON body of a cache entry: the AssumeRole response as botocore keeps it.</summary>
internal static class StsCacheBody
{
    // strftime's %Z, as an older AWS CLI writes it.
    private const string TrailingZoneName = "UTC";

    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The session in <paramref name="body"/>, or null where it is not a whole one: half-written, of another tool, without expiration.</summary>
    public static StsSession? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (Object(document.RootElement, "Credentials") is not { } credentials
                || credentials.Text("AccessKeyId") is not { } accessKeyId
                || credentials.Text("SecretAccessKey") is not { } secretAccessKey
                || credentials.Text("SessionToken") is not { } sessionToken
                || ParseExpiration(credentials.Text("Expiration")) is not { } expiration)
            {
                return null;
            }

            JsonElement? user = Object(document.RootElement, "AssumedRoleUser");
            JsonElement? metadata = Object(document.RootElement, "ResponseMetadata");
            return new StsSession(
                new AwsCredentials(accessKeyId, new Secret(secretAccessKey), new Secret(sessionToken), expiration, credentials.Text("AccountId")),
                expiration,
                user is null ? null : user.Value.Text("AssumedRoleId"),
                user is null ? null : user.Value.Text("Arn"),
                metadata is null ? null : metadata.Value.Text("RequestId"));
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return null; // A half-written entry, or text that is no UTF-8: a miss.
        }
    }

    /// <summary>Whether <paramref name="body"/> is an entry of another kind of login, which lives in this folder too: it names its provider (<c>"ProviderType": "sso"</c>).</summary>
    public static bool IsOfAnotherProvider(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("ProviderType", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The body of a session.</summary>
    public static ReadOnlyMemory<byte> Write(StsSession session)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var json = new Utf8JsonWriter(buffer, PlainText);
        json.WriteStartObject();

        json.WriteStartObject("Credentials");
        json.WriteString("AccessKeyId", session.Credentials.AccessKeyId);
        json.WriteString("SecretAccessKey", session.Credentials.SecretAccessKey.Reveal());
        json.WriteString("SessionToken", session.Credentials.SessionToken?.Reveal());
        json.WriteString("Expiration", session.Expiration.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (session.Credentials.AccountId is { } accountId)
            json.WriteString("AccountId", accountId);
        json.WriteEndObject();

        if (session.AssumedRoleArn is not null)
        {
            json.WriteStartObject("AssumedRoleUser");
            json.WriteString("AssumedRoleId", session.AssumedRoleId);
            json.WriteString("Arn", session.AssumedRoleArn);
            json.WriteEndObject();
        }

        json.WriteStartObject("ResponseMetadata");
        json.WriteString("RequestId", session.RequestId ?? "");
        json.WriteNumber("HTTPStatusCode", 200);
        json.WriteStartObject("HTTPHeaders");
        json.WriteEndObject();
        json.WriteNumber("RetryAttempts", 0);
        json.WriteEndObject();

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    // Written by different tools as …Z, …+00:00 or …UTC. Without a zone the moment is not known.
    private static DateTimeOffset? ParseExpiration(string? text)
    {
        if (text is null)
            return null;
        if (text.EndsWith(TrailingZoneName, StringComparison.Ordinal))
            text = string.Concat(text.AsSpan(0, text.Length - TrailingZoneName.Length), "Z");
        int time = text.IndexOf('T', StringComparison.Ordinal);
        bool hasZone = time > 0 && text.AsSpan(time).ContainsAny('Z', '+', '-');
        return hasZone && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment)
            ? moment.ToUniversalTime()
            : null;
    }

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
