using System.Buffers;
using System.Text;
using System.Text.Json;

namespace IdentityServer.LocalAws.Http;

/// <summary>What a service answers.</summary>
internal sealed record Answer(int Status, string ContentType, string Body)
{
    /// <summary>At most one header beyond the usual ones is ever needed.</summary>
    public (string Name, string Value)? Header { get; init; }

    public static Answer Text(int status, string body) => new(status, "text/plain", body);

    public static Answer NotFound() => Text(404, "Not Found");

    /// <summary>A flat JSON object.</summary>
    public static Answer Json(int status, params ReadOnlySpan<(string Name, string Value)> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in members)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return new Answer(status, "application/json", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
