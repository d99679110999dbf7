using System.Text.Json.Serialization;
using PolyType;
using StreamJsonRpc;

namespace IdentityServer.EchoYardstick;

/// <summary>The methods of the yardstick.</summary>
[GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
internal partial interface IEcho
{
    [JsonRpcMethod("initialize", UseSingleObjectParameterDeserialization = true)]
    Task<EchoMessage> InitializeAsync(EchoMessage parameters, CancellationToken cancellationToken);

    [JsonRpcMethod("echo", UseSingleObjectParameterDeserialization = true)]
    Task<EchoMessage> EchoAsync(EchoMessage parameters, CancellationToken cancellationToken);
}

/// <summary>What is sent and comes back.</summary>
internal sealed record EchoMessage
{
    public string? Text { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EchoMessage))]
[JsonSerializable(typeof(RequestId))]
internal sealed partial class EchoJsonContext : JsonSerializerContext;
