using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityServer.Tests.Interop;

/// <summary>A row of <c>differential-shapes.json</c>: a pair of files as lines, before it is dressed.</summary>
internal sealed record DifferentialShape(
    string Name,
    string Because,
    string Environment = "plain",
    string Profile = "dev",
    IReadOnlyList<string>? Config = null,
    IReadOnlyList<string>? Credentials = null,
    IReadOnlyDictionary<string, string>? Files = null,
    IReadOnlyList<string>? Features = null,
    DifferentialDressing Dressing = DifferentialDressing.Full)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static IReadOnlyList<DifferentialShape> ReadAll() => DifferentialTable.Read<DifferentialShape>("differential-shapes.json", Options);
}

/// <summary>How far the text of a shape may be changed without changing what it is about.</summary>
internal enum DifferentialDressing
{
    None,

    /// <summary>Line ends and comments between the lines.</summary>
    Light,

    /// <summary>Everything that a hand or an editor may do to a file.</summary>
    Full,
}
