using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>What a client writes: a message in its LSP frame.</summary>
internal static class Frame
{
    public static byte[] Of(JsonNode message) => Of(message.ToJsonString());

    public static byte[] Of(string body) => Of(Encoding.UTF8.GetBytes(body));

    public static byte[] Of(byte[] body)
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(header), .. body];
    }

    /// <summary>A request as it goes on the wire; the id is the caller's, so that a raw test knows it.</summary>
    public static JsonObject Request(JsonNode id, string method, JsonNode? parameters = null)
    {
        JsonObject request = new() { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["method"] = method };
        if (parameters is not null) request["params"] = parameters.DeepClone();
        return request;
    }

    public static JsonObject Notification(string method, JsonNode? parameters = null)
    {
        JsonObject notification = new() { ["jsonrpc"] = "2.0", ["method"] = method };
        if (parameters is not null) notification["params"] = parameters.DeepClone();
        return notification;
    }
}
