using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>
/// The order in which the client of the VS Code toolkit goes about it, encrypted: profiles are written first, in plain text and with
/// blanks for what shall not be, then the credential is asked for; signing out blanks everything.
/// </summary>
public sealed class VsCodeSessionTests
{
    private const string Token = "vscode-session-token";

    [Fact]
    public async Task Sign_in_restart_role_renew_and_sign_out()
    {
        await using Stage stage = await Stage.OpenAsync();
        EncryptionKey key = new();
        ServerProcess server = await stage.ConnectAsync(key);
        await UpdateAsync(server, "dev", "IamCredentialsProfile", ("aws_access_key_id", Profiles.BaseKey), ("aws_secret_access_key", Profiles.BaseSecret), ("aws_session_token", Token));
        AssertStaticKeys(await server.GetAsync("dev"), key);
        await EndAsync(server);

        key = new EncryptionKey();
        server = await stage.ConnectAsync(key);
        JsonNode listed = Assert.Single((await server.ListAsync())["profiles"]!.AsArray())!;
        Assert.Equal("""["IamCredentialsProfile"]""", listed["kinds"]!.ToJsonString());
        Assert.Equal($"\"{Profiles.BaseSecret}\"", key.Decrypt((string)listed["settings"]!["aws_secret_access_key"]!));
        AssertStaticKeys(await server.GetAsync("dev"), key);

        stage.Aws.SessionLifetime = TimeSpan.FromSeconds(302); // The last five minutes, in which it is renewed, begin at once.
        await UpdateAsync(server, "dev-source", "IamCredentialsProfile", ("aws_access_key_id", Profiles.BaseKey), ("aws_secret_access_key", Profiles.BaseSecret));
        await UpdateAsync(server, "dev", "IamSourceProfileProfile", ("role_arn", Profiles.DemoRole), ("source_profile", "dev-source"));
        JsonObject role = await server.GetAsync("dev");
        Assert.Equal(("""["IamSourceProfileProfile"]""", Profiles.DemoCacheKey), (role["credential"]!["kinds"]!.ToJsonString(), IdOf(role)));
        stage.Aws.SessionLifetime = null;
        JsonObject change = await server.NextNotificationAsync(StsCredentialChanged);
        Assert.Equal(("Refreshed", IdOf(role)), ((string?)change["params"]!["kind"], (string?)change["params"]!["stsCredentialId"]));
        JsonObject renewed = await server.GetAsync("dev");
        Assert.NotEqual(key.Decrypt(AccessKeyOf(role)), key.Decrypt(AccessKeyOf(renewed)));

        ResultOf(await server.InvalidateAsync(IdOf(renewed)));
        await UpdateAsync(server, "dev", "Unknown");
        await UpdateAsync(server, "dev-source", "Unknown");
        Assert.Contains((await server.GetErrorAsync("dev")).AwsErrorCode, (string[])["E_INVALID_PROFILE", "E_PROFILE_NOT_FOUND"]);
        AssertNothingLeft(stage, await server.ListAsync());
        await EndAsync(server);
    }

    // All that the client knows of is sent each time; what has no value is blank.
    private static Task UpdateAsync(ServerProcess server, string name, string kind, params (string Name, string Value)[] given)
    {
        JsonObject settings = new(((string[])["role_arn", "role_session_name", "source_profile", "aws_access_key_id", "aws_secret_access_key", "aws_session_token"])
            .Select(setting => KeyValuePair.Create(setting, (JsonNode?)"")));
        foreach ((string setting, string value) in given)
            settings[setting] = value;
        JsonObject profile = new() { ["kinds"] = new JsonArray(kind), ["name"] = name, ["settings"] = settings };
        return server.UpdateAsync(new JsonObject { ["profile"] = profile }.ToJsonString());
    }

    private static void AssertStaticKeys(JsonObject result, EncryptionKey key)
    {
        JsonObject credentials = CredentialsOf(result);
        Assert.Equal(
            ($"\"{Profiles.BaseKey}\"", $"\"{Profiles.BaseSecret}\"", $"\"{Token}\""),
            (key.Decrypt((string)credentials["accessKeyId"]!), key.Decrypt((string)credentials["secretAccessKey"]!), key.Decrypt((string)credentials["sessionToken"]!)));
        Assert.Equal("""["IamCredentialsProfile"]""", result["credential"]!["kinds"]!.ToJsonString());
    }

    private static void AssertNothingLeft(Stage stage, JsonObject listing)
    {
        Assert.All(listing["profiles"]!.AsArray(), profile => Assert.Equal("{}", profile!["settings"]!.ToJsonString()));
        Assert.All(
            (string[])["config", "credentials"],
            file => Assert.DoesNotContain("=", File.Exists(stage.Home.Path($".aws/{file}")) ? File.ReadAllText(stage.Home.Path($".aws/{file}")) : "", StringComparison.Ordinal));
        Assert.Empty(stage.Home.CacheFiles());
    }

    private static async Task EndAsync(ServerProcess server)
    {
        await server.ShutdownAsync();
        await server.NotifyAsync("exit");
        Assert.Equal(0, await server.ExitCodeAsync());
    }
}
