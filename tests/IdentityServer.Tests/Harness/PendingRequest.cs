using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>A request that was sent; its answer is there to be waited for.</summary>
internal sealed record PendingRequest(ServerProcess Server, JsonNode Id)
{
    public Task<JsonObject> ResponseAsync() => Server.ResponseToAsync(Id);
}
