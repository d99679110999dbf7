using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Several windows that write the same two files at one time.</summary>
public sealed class ManyEditorsTests
{
    private const int Editors = 8;
    private const int Edits = 100;

    [Fact]
    public async Task Eight_servers_that_make_a_hundred_edits_each_lose_none()
    {
        await using Stage stage = await Stage.OpenAsync("# kept\n[profile shared]\nregion = kept\n");
        ServerProcess[] servers = await Task.WhenAll(Enumerable.Range(0, Editors).Select(_ => stage.ConnectAsync()));

        await Task.WhenAll(servers.Select((server, editor) => EditAsync(server, editor)));

        string config = await File.ReadAllTextAsync(stage.Home.Path(".aws/config"), TestContext.Current.CancellationToken);
        string credentials = await File.ReadAllTextAsync(stage.Home.Path(".aws/credentials"), TestContext.Current.CancellationToken);
        Assert.StartsWith("# kept\n[profile shared]\nregion = kept\n", config, StringComparison.Ordinal);
        IEnumerable<string> expected = Enumerable.Range(0, Editors).SelectMany(editor => Enumerable.Range(0, Edits).Select(edit => LineOf(editor, edit)));
        IEnumerable<string> found = $"{config}\n{credentials}".Split('\n').Where(line => line.Contains("edit-", StringComparison.Ordinal));
        Assert.Equal(expected.Order(), found.Order());
        Assert.Equal(Editors + 1, (await servers[0].ListAsync())["profiles"]!.AsArray().Count);
    }

    private static async Task EditAsync(ServerProcess server, int editor)
    {
        for (int edit = 0; edit < Edits; edit++)
        {
            string[] setting = LineOf(editor, edit).Split(" = ");
            ResultOf(await server.RequestAsync(UpdateProfile, new JsonObject
            {
                ["profile"] = new JsonObject
                {
                    ["kinds"] = new JsonArray("Unknown"),
                    ["name"] = edit % 2 == 0 ? "shared" : $"own-{editor}",
                    ["settings"] = new JsonObject { [setting[0]] = setting[1] },
                },
            }));
        }
    }

    // One edit of each editor goes to the credentials file, all others to the config file; each leaves a line of its own.
    private static string LineOf(int editor, int edit) => edit == 51 ? $"aws_secret_access_key = edit-{editor}-{edit}" : $"setting_{editor}_{edit} = edit-{editor}-{edit}";
}
