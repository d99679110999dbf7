using System.Text.Json.Serialization;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>The arguments of a cache key, by the names that STS gives them.</summary>
internal sealed record KeyArguments(
    [property: JsonPropertyName("RoleArn")] string RoleArn,
    [property: JsonPropertyName("RoleSessionName")] string? RoleSessionName = null,
    [property: JsonPropertyName("ExternalId")] string? ExternalId = null,
    [property: JsonPropertyName("SerialNumber")] string? SerialNumber = null,
    [property: JsonPropertyName("DurationSeconds")] int? DurationSeconds = null)
{
    /// <summary>The key that the server finds.</summary>
    public string Key() => StsCacheKey.ForRole(RoleArn, RoleSessionName, ExternalId, SerialNumber, DurationSeconds);
}
