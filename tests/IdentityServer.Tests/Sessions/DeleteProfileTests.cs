using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

public sealed class DeleteProfileTests
{
    private const string Config = """
        [sso-session team]
        sso_region = r
        [profile one]
        sso_session = team
        [profile two]
        sso_session = team
        region = r
        [profile other]
        region = r

        """;

    private const string Credentials = "[two]\naws_access_key_id = A\n[other]\naws_access_key_id = A\n";

    [Fact]
    public async Task A_profile_goes_from_both_files_and_its_sso_session_when_asked_and_unshared()
    {
        await using Stage stage = await Stage.OpenAsync(Config);
        stage.Home.WriteCredentials(Credentials);
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal("one two other | team", await NamesAsync(server));

        Assert.Equal("{}", ResultOf(await server.RequestAsync(DeleteProfile, Params("two", deleteUnsharedSsoSession: true))).ToJsonString());
        Assert.Equal("one other | team", await NamesAsync(server)); // Shared with one.
        Assert.DoesNotContain("two", await File.ReadAllTextAsync(stage.Home.Path(".aws/credentials"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        ResultOf(await server.RequestAsync(DeleteProfile, new JsonObject { ["profileName"] = "other" }));
        Assert.Equal("one | team", await NamesAsync(server));

        stage.Home.WriteConfig("[sso-session team]\nsso_region = r\n[profile a]\nsso_session = team\n");
        ResultOf(await server.RequestAsync(DeleteProfile, Params("a", deleteUnsharedSsoSession: null)));
        Assert.Equal(" | team", await NamesAsync(server)); // Not asked.

        stage.Home.WriteConfig("[sso-session team]\nsso_region = r\n[profile a]\nsso_session = team\n");
        ResultOf(await server.RequestAsync(DeleteProfile, Params("a", deleteUnsharedSsoSession: true)));
        Assert.Equal(" | ", await NamesAsync(server));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_deleted_and_wrong_params_are_told()
    {
        await using Stage stage = await Stage.OpenAsync(Config);
        ServerProcess server = await stage.ConnectAsync();

        RpcError error = ErrorOf(await server.RequestAsync(DeleteProfile, Params("nobody", deleteUnsharedSsoSession: true)));
        Assert.Equal((-32803, "E_PROFILE_NOT_FOUND"), (error.Code, error.AwsErrorCode));
        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);

        foreach (string parameters in (string[])["null", "{}", """{"profileName":null}""", """{"profileName":["one"]}""", """{"profileName":"one","options":{"deleteUnsharedSsoSession":1}}"""])
            Assert.Equal(-32602, ErrorOf(await server.RequestAsync(DeleteProfile, JsonNode.Parse(parameters))).Code);
        Assert.Equal("one two other | team", await NamesAsync(server));
    }

    private static JsonObject Params(string profileName, bool? deleteUnsharedSsoSession) => new()
    {
        ["profileName"] = profileName,
        ["options"] = new JsonObject { ["deleteUnsharedSsoSession"] = deleteUnsharedSsoSession },
    };

    private static async Task<string> NamesAsync(ServerProcess server)
    {
        JsonObject listing = await server.ListAsync();
        return $"{Names("profiles")} | {Names("ssoSessions")}";

        string Names(string list) => string.Join(' ', listing[list]!.AsArray().Select(item => (string?)item!["name"]));
    }
}
