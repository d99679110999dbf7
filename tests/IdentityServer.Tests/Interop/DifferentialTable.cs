using System.Text.Json;

namespace IdentityServer.Tests.Interop;

/// <summary>The JSON tables of the differential test.</summary>
internal static class DifferentialTable
{
    public static IReadOnlyList<T> Read<T>(string file, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<IReadOnlyList<T>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Interop", file)), options)!;
}
