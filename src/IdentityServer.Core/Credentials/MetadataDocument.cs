using System.Text.Json;

namespace IdentityServer.Core.Credentials;

/// <summary>Reads the JSON document with which instance metadata and container endpoints give keys.</summary>
internal static class MetadataDocument
{
    /// <summary>The keys in <paramref name="body"/>, or null where it is no such document.</summary>
    public static AwsCredentials? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || root.Text("AccessKeyId") is not { } accessKeyId
                || root.Text("SecretAccessKey") is not { } secretAccessKey
                || root.Text("Token") is not { } token)
            {
                return null;
            }

            DateTimeOffset? expiration = root.Text("Expiration") is { } end
                && Moment.TryParse(end, out DateTimeOffset moment)
                    ? moment
                    : null;
            return new AwsCredentials(accessKeyId, new Secret(secretAccessKey), new Secret(token), expiration, root.Text("AccountId"));
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The <c>Code</c> with which <paramref name="body"/> tells a failure, or null. Prose in its place is not repeated.</summary>
    public static string? FailureCode(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.Text("Code") is { Length: <= 64 } code
                && code != "Success"
                && code.All(char.IsAsciiLetterOrDigit)
                    ? code
                    : null;
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
