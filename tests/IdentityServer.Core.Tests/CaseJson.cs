using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityServer.Core.Tests;

/// <summary>How the rows of a <see cref="CaseTable"/> are read.</summary>
internal static class CaseJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };
}
