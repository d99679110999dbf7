using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityServer.Tests.Interop;

/// <summary>A row of <c>differences.json</c>: a difference that is meant. Each stands with its reason in <c>docs/compatibility.md</c> too.</summary>
/// <param name="Name">The name by which the page calls it.</param>
/// <param name="Because">Why the two sides differ.</param>
/// <param name="Feature">What must stand in the pair.</param>
/// <param name="Differs">The fields of the outcome it explains.</param>
/// <param name="Cli">How the CLI's side ends: <c>succeeds</c>, or the class of its exception; null for any.</param>
/// <param name="Server">How the server's side ends: <c>succeeds</c>, or an error code; null for any.</param>
internal sealed record DifferentialRule(
    string Name, string Because, string Feature, IReadOnlyList<string> Differs, string? Cli = null, string? Server = null)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    public static IReadOnlyList<DifferentialRule> ReadAll() => DifferentialTable.Read<DifferentialRule>("differences.json", Options);

    public bool Explains(string difference, DifferentialCase pair, DifferentialOutcome cli, DifferentialOutcome server) =>
        Differs.Contains(difference)
        && pair.Features.Contains(Feature)
        && (Cli is null || Cli == cli.End)
        && (Server is null || Server == server.End);
}
