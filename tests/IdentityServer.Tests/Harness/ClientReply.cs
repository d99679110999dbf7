using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>How the client answers a request of the server.</summary>
internal abstract record ClientReply
{
    private ClientReply()
    {
    }

    public sealed record Result(JsonNode? Value) : ClientReply;

    public sealed record Error(int Code, string Message, JsonNode? Data = null) : ClientReply;

    /// <summary>The user looks away: no answer, ever.</summary>
    public sealed record Never : ClientReply;

    public static ClientReply MfaCode(string code) => new Result(new JsonObject { ["code"] = code });
}
