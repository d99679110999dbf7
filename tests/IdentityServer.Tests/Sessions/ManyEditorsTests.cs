using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Several windows that write the same two files at one time.</summary>
public sealed class ManyEditorsTests
{
    private const int Editors = 8;
    private const int Window = 10;

    // A managed build needs a while to warm up, eight times: it makes fewer.
    private static readonly int Edits = ServerExecutable.IsGiven ? 100 : 25;

    // Each edit writes a setting of its own and removes the one written ten edits before, which nothing else removes: so a lost edit shows
    // at the end, and the file stays as small as such files are.
    [Fact]
    public async Task Eight_servers_that_edit_at_once_lose_no_edit()
    {
        await using Stage stage = await Stage.OpenAsync("# kept\n[profile shared]\nregion = kept\n" + Lines(-Window, 0));
        stage.Environment["DOTNET_TieredPGO"] = "0"; // Servers that live for seconds only pay for it: a third of this test.
        ServerProcess[] servers = await Task.WhenAll(Enumerable.Range(0, Editors).Select(_ => stage.ConnectAsync()));

        await Task.WhenAll(servers.Select(EditAsync));

        string config = await ReadAsync(stage, "config");
        Assert.StartsWith("# kept\n[profile shared]\nregion = kept\n", config, StringComparison.Ordinal);
        Assert.Equal(Sorted(Lines(Edits - Window, Edits)), Sorted(config));
        string keys = string.Concat(Enumerable.Range(0, Editors).Select(editor => $"aws_secret_access_key = edit_{editor}_\n"));
        Assert.Equal(Sorted(keys), Sorted(await ReadAsync(stage, "credentials")));
        Assert.Equal(Editors + 1, (await servers[0].ListAsync())["profiles"]!.AsArray().Count);
    }

    private static async Task EditAsync(ServerProcess server, int editor)
    {
        for (int edit = 0; edit < Edits; edit++)
        {
            ResultOf(await server.RequestAsync(UpdateProfile, Params("shared", (Setting(editor, edit), "x"), (Setting(editor, edit - Window), ""))));
        }

        ResultOf(await server.RequestAsync(UpdateProfile, Params($"own-{editor}", ("region", "r"), ("aws_secret_access_key", $"edit_{editor}_"))));
    }

    private static JsonObject Params(string name, params (string Name, string Value)[] settings) => new()
    {
        ["profile"] = new JsonObject
        {
            ["kinds"] = new JsonArray("Unknown"),
            ["name"] = name,
            ["settings"] = new JsonObject(settings.Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)setting.Value))),
        },
    };

    // What the settings of edits from start to end are in the file.
    private static string Lines(int start, int end) => string.Concat(Enumerable.Range(0, Editors)
        .SelectMany(editor => Enumerable.Range(start, end - start).Select(edit => $"{Setting(editor, edit)} = x\n")));

    private static string Setting(int editor, int edit) => $"edit_{editor}_{edit + Window}";

    private static string[] Sorted(string file) => [.. file.Split('\n').Where(line => line.Contains("edit_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static Task<string> ReadAsync(Stage stage, string file) => File.ReadAllTextAsync(stage.Home.Path($".aws/{file}"), TestContext.Current.CancellationToken);
}
