using System.Text.Json;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Tests.SharedConfig;

/// <summary>The file format, by the table <c>format-cases.json</c>. A file is a text, or an array of lines.</summary>
public sealed class FormatTests
{
    private static readonly JsonElement[] Cases =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "SharedConfig", "format-cases.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> CaseNames => [.. Cases.Select(row => row.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Format(string name)
    {
        JsonElement row = Cases.Single(candidate => candidate.GetProperty("name").GetString() == name);
        using var files = new TempConfig();
        if (row.TryGetProperty("config", out JsonElement config))
            files.WriteConfig(Text(config));
        if (row.TryGetProperty("credentials", out JsonElement credentials))
            files.WriteCredentials(Text(credentials));

        ConfigSnapshot snapshot = files.Store().GetSnapshot();

        JsonElement expected = row.GetProperty("expect");
        Assert.Equal(ExpectedSections(expected, "profiles"), Describe(snapshot.Profiles));
        Assert.Equal(ExpectedSections(expected, "ssoSessions"), Describe(snapshot.SsoSessions));
        Assert.Equal(ExpectedSections(expected, "services"), Describe(snapshot.Services));
        AssertProblems(expected, snapshot);
    }

    private static string Text(JsonElement file) =>
        file.ValueKind == JsonValueKind.Array ? string.Join('\n', file.EnumerateArray().Select(line => line.GetString())) : file.GetString()!;

    private static void AssertProblems(JsonElement expected, ConfigSnapshot snapshot)
    {
        // Each problem with the profile it belongs to, or none.
        List<(ConfigProblem Problem, string? Profile)> actual =
        [
            .. snapshot.Problems.Select(problem => (problem, (string?)null)),
            .. snapshot.Profiles.Values.SelectMany(section => section.Problems.Select(problem => (problem, (string?)section.Name))),
            .. snapshot.SsoSessions.Values.Concat(snapshot.Services.Values).SelectMany(section => section.Problems.Select(problem => (problem, (string?)null))),
        ];
        JsonElement[] rows = expected.TryGetProperty("problems", out JsonElement problems) ? [.. problems.EnumerateArray()] : [];
        foreach (JsonElement row in rows)
        {
            string file = row.GetProperty("file").GetString()!;
            int line = row.GetProperty("line").GetInt32();
            string text = row.GetProperty("contains").GetString()!;
            string? profile = row.TryGetProperty("profile", out JsonElement of) ? of.GetString() : null;
            Assert.Contains(actual, found =>
                Path.GetFileName(found.Problem.Location.File) == file && found.Problem.Location.Line == line
                && found.Problem.Message.Contains(text, StringComparison.Ordinal) && found.Profile == profile);
        }

        Assert.True(rows.Length == actual.Count, $"{rows.Length} problems expected, found: {string.Join(" | ", actual)}");
    }

    private static string[] Describe(IReadOnlyDictionary<string, ConfigSection> sections) =>
        Sorted(sections.SelectMany(pair => pair.Value.Settings.SelectMany(Describe).Prepend("").Select(setting => $"[{pair.Key}] {setting}")));

    private static IEnumerable<string> Describe(Setting setting) =>
        setting.Nested is null
            ? [$"{setting.Name}={setting.Value}"]
            : setting.Nested.Values.Select(inner => $"{setting.Name}>{inner.Name}={inner.Value}").Prepend($"{setting.Name}>{setting.Value}");

    private static string[] ExpectedSections(JsonElement expected, string kind) =>
        expected.TryGetProperty(kind, out JsonElement sections)
            ? Sorted(sections.EnumerateObject().SelectMany(section =>
                section.Value.EnumerateObject().SelectMany(Describe).Prepend("").Select(setting => $"[{section.Name}] {setting}")))
            : [];

    private static IEnumerable<string> Describe(JsonProperty setting) =>
        setting.Value.ValueKind == JsonValueKind.String
            ? [$"{setting.Name}={setting.Value.GetString()}"]
            : setting.Value.EnumerateObject().Select(inner => $"{setting.Name}>{inner.Name}={inner.Value.GetString()}").Prepend($"{setting.Name}>");

    private static string[] Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}
