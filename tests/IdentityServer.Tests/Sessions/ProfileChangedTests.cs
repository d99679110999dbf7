using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary><c>profileChanged</c> on the wire, for files written in every way; the finer rules are those of <c>ProfileWatchTests</c>.</summary>
public sealed class ProfileChangedTests
{
    private const string ProfileChanged = "aws/identity/profileChanged";
    private const string Watching = "are watched for";

    [Fact]
    public async Task It_comes_once_for_each_way_of_writing()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = await stage.ConnectAsync("debug");
        await LoggedAsync(server, Watching);
        TempHome home = stage.Home;
        string config = home.Path(".aws/config");

        home.WriteConfig("[profile created-with-its-folder]\n");
        await ToldAsync("created-with-its-folder");
        File.AppendAllText(config, "[profile appended]\n");
        await ToldAsync("created-with-its-folder", "appended");
        home.WriteConfig("[profile truncated]\n");
        await ToldAsync("truncated");
        File.Move(home.Write("elsewhere", "[profile renamed]\n"), config, overwrite: true);
        await ToldAsync("renamed");
        string swap = home.Write(".aws/.config.swp", "[profile swapped]\n");
        File.Move(config, config + "~");
        File.Move(swap, config);
        await ToldAsync("swapped");
        home.WriteCredentials("[second-file]\n");
        await ToldAsync("swapped", "second-file");
        File.Delete(config);
        await ToldAsync("second-file");
        if (!OperatingSystem.IsWindows())
        {
            string target = home.Write("dots/config", "[profile linked]\n");
            File.CreateSymbolicLink(config, target);
            await ToldAsync("linked", "second-file");
            File.WriteAllText(target, "[profile behind-the-link]\n");
            await ToldAsync("behind-the-link", "second-file");
        }

        Directory.Delete(home.Path(".aws"), recursive: true);
        await ToldAsync();
        home.WriteCredentials("[again]\n");
        await ToldAsync("again");

        async Task ToldAsync(params string[] names)
        {
            JsonObject change = (await server.NextNotificationAsync(ProfileChanged))["params"]!.AsObject();
            Assert.Equal(names, NamesOf(change));
            Assert.Equal((await server.ListAsync()).ToJsonString(), change.ToJsonString());
        }
    }

    [Fact]
    public async Task Nothing_comes_for_what_is_not_listed_and_nothing_after_the_shutdown()
    {
        await using Stage stage = await Stage.OpenAsync("[profile a]\n");
        ServerProcess server = await stage.ConnectAsync("debug");
        await LoggedAsync(server, Watching);

        stage.Home.WriteConfig("[profile a]\n# a comment\noutput = json\n");
        await LoggedAsync(server, "nothing that is listed");
        stage.Home.WriteCredentials("[b]\n");
        JsonObject change = await server.NextNotificationAsync(ProfileChanged);
        Assert.Equal(["a", "b"], NamesOf(change["params"]!.AsObject()));

        stage.Home.WriteConfig("[profile too-late]\n");
        await server.ShutdownAsync();
        await server.NotifyAsync("exit");
        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.Single(server.Received, message => (string?)message["method"] == ProfileChanged);
    }

    [Fact]
    public async Task In_an_encrypted_session_the_secrets_are_sealed()
    {
        await using Stage stage = await Stage.OpenAsync("[profile a]\n");
        EncryptionKey key = new();
        ServerProcess server = await stage.ConnectAsync(key, "debug");
        await LoggedAsync(server, Watching);

        stage.Home.WriteCredentials($"[a]\naws_access_key_id = {Profiles.BaseKey}\naws_secret_access_key = {Profiles.BaseSecret}\naws_session_token = token+/\n");

        JsonObject change = await server.NextNotificationAsync(ProfileChanged);
        JsonObject settings = change["params"]!["profiles"]![0]!["settings"]!.AsObject();
        Assert.Equal(Profiles.BaseKey, (string?)settings["aws_access_key_id"]);
        Assert.Equal($"\"{Profiles.BaseSecret}\"", key.Decrypt((string)settings["aws_secret_access_key"]!));
        Assert.Equal("\"token+/\"", key.Decrypt((string)settings["aws_session_token"]!));
        Assert.DoesNotContain(Profiles.BaseSecret, server.StandardOutput + server.StandardError, StringComparison.Ordinal);
    }

    private static async Task LoggedAsync(ServerProcess server, string text)
    {
        string message;
        do
            message = (string)(await server.NextNotificationAsync("window/logMessage"))["params"]!["message"]!;
        while (!message.Contains(text, StringComparison.Ordinal));
    }

    private static string[] NamesOf(JsonObject listing) => [.. listing["profiles"]!.AsArray().Select(profile => (string)profile!["name"]!)];
}
