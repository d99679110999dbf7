namespace IdentityServer.Tests.Interop;

/// <summary>All pairs of the differential test; the same ones in every run.</summary>
internal static class DifferentialCases
{
    private const int Seed = 20210;
    private const int Graphs = 160;

    /// <summary>Every shape as it stands, every shape that may be dressed once more in dress, and drawn ones, grouped by environment.</summary>
    public static IReadOnlyList<DifferentialCase> All()
    {
        IReadOnlyList<DifferentialShape> shapes = DifferentialShape.ReadAll();
        IEnumerable<DifferentialCase> dressed = shapes
            .Where(shape => shape.Dressing != DifferentialDressing.None)
            .Concat(Enumerable.Range(1, Graphs).Select(number => DifferentialGraphs.Draw(new Random(Seed + number), number)))
            .Select((shape, number) => Dress(shape, new Random(Seed * 2 + number)));
        return [.. shapes.Select(Plain).Concat(dressed).OrderBy(pair => pair.Environment, StringComparer.Ordinal)];
    }

    private static DifferentialCase Plain(DifferentialShape shape) => Make(
        shape,
        shape.Name,
        shape.Config is null ? null : DifferentialDresser.Plain(shape.Config),
        shape.Credentials is null ? null : DifferentialDresser.Plain(shape.Credentials),
        []);

    private static DifferentialCase Dress(DifferentialShape shape, Random random)
    {
        HashSet<string> features = [];
        DifferentialDresser dresser = new(random, features);
        string? config = shape.Config is null ? null : dresser.Dress(shape.Config, shape.Dressing);
        string? credentials = shape.Credentials is null ? null : dresser.Dress(shape.Credentials, shape.Dressing);
        return Make(shape, shape.Name + ", dressed", config, credentials, features);
    }

    private static DifferentialCase Make(DifferentialShape shape, string name, string? config, string? credentials, HashSet<string> features)
    {
        features.UnionWith(shape.Features ?? []);
        return new DifferentialCase(name, shape.Environment, shape.Profile, config, credentials, shape.Files ?? new Dictionary<string, string>(), features);
    }
}
