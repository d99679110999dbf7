using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary><c>updateProfile</c> on the wire: its table is <c>update-cases.json</c>. What becomes of the files byte by byte is Core's matter.</summary>
public sealed class UpdateProfileTests
{
    private const string Config = """
        # kept
        [profile base]
        aws_access_key_id = AKIABASE
        aws_secret_access_key = base
        aws_session_token = token
        mfa_serial = m
        [sso-session team]
        sso_start_url = https://example.com/start
        sso_region = r1
        [profile one]
        sso_session = team
        [profile two]
        sso_session = team

        """;

    [Fact]
    public async Task Requests_do_what_the_table_says()
    {
        JsonObject[] rows = [.. JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Sessions", "update-cases.json"), TestContext.Current.CancellationToken))!.AsArray().Select(row => row!.AsObject())];
        await using Stage stage = await Stage.OpenAsync(Config);
        ServerProcess server = await stage.ConnectAsync();
        foreach (JsonObject row in rows)
        {
            stage.Home.WriteConfig(Config);
            File.Delete(stage.Home.Path(".aws/credentials"));
            JsonObject answer = await server.RequestAsync(UpdateProfile, row["params"]?.DeepClone());
            string problem = $"{row["name"]}: {row["because"]}\n{answer.ToJsonString()}";
            if (row.ContainsKey("code") || row.ContainsKey("awsErrorCode"))
                AssertRefused(row, answer, stage, problem);
            else
                AssertDone(row, answer, await server.ListAsync(), problem);
        }
    }

    [Fact]
    public async Task A_secret_that_was_listed_sealed_is_taken_back_and_written_as_it_was()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base + "aws_session_token = token+with/marks\\and\"quotes\n");
        EncryptionKey key = new();
        ServerProcess server = await stage.ConnectAsync(key);
        JsonObject profile = (await server.ListAsync())["profiles"]![0]!.AsObject();
        profile["name"] = "copy";

        await server.UpdateAsync(new JsonObject { ["profile"] = profile.DeepClone() }.ToJsonString());

        string credentials = await File.ReadAllTextAsync(stage.Home.Path(".aws/credentials"), TestContext.Current.CancellationToken);
        Assert.Contains($"aws_secret_access_key = {Profiles.BaseSecret}\n", credentials, StringComparison.Ordinal);
        Assert.Contains("aws_session_token = token+with/marks\\and\"quotes\n", credentials, StringComparison.Ordinal);
        Assert.Equal($"\"{Profiles.BaseSecret}\"", key.Decrypt((string)CredentialsOf(await server.GetAsync("copy"))["secretAccessKey"]!));
    }

    [Fact]
    public async Task In_an_encrypted_session_plain_text_is_written_and_what_cannot_be_opened_is_refused_unsaid()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        EncryptionKey key = new();
        ServerProcess server = await stage.ConnectAsync(key);
        string good = key.Encrypt("\"sealed\"");
        string[] parts = good.Split('.');
        foreach ((string because, string value) in new[]
        {
            ("another key", new EncryptionKey().Encrypt("\"sealed\"")),
            ("a tag that does not fit", $"{parts[0]}..{parts[2]}.{parts[3]}.{new string('A', 22)}"),
            ("a short vector", $"{parts[0]}..AAAA.{parts[3]}.{parts[4]}"),
            ("another algorithm", key.Encrypt("\"sealed\"", """{"alg":"RSA-OAEP","enc":"A256GCM"}""")),
            ("another encryption", key.Encrypt("\"sealed\"", """{"alg":"dir","enc":"A128GCM"}""")),
            ("a compressed text", key.Encrypt("\"sealed\"", """{"alg":"dir","enc":"A256GCM","zip":"DEF"}""")),
            ("a text that is not JSON", key.Encrypt("sealed")),
            ("a JSON object", key.Encrypt("{}")),
            ("an encrypted key", $"{parts[0]}.AAAA.{parts[2]}.{parts[3]}.{parts[4]}"),
        })
        {
            RpcError error = ErrorOf(await server.RequestAsync(UpdateProfile, Keys(value)));
            Assert.True(error.AwsErrorCode == "E_INVALID_PROFILE" && error.Message.Contains("aws_session_token", StringComparison.Ordinal), $"{because}: {error}");
            Assert.False(error.Message.Contains(value[..20], StringComparison.Ordinal) || error.Message.Contains("sealed", StringComparison.Ordinal), $"{because}: {error}");
        }

        Assert.False(File.Exists(stage.Home.Path(".aws/credentials")));
        foreach ((string value, string written) in new[] { (good, "sealed"), ("in+the/clear==", "in+the/clear=="), ("a.b.c.d.e", "a.b.c.d.e") })
        {
            ResultOf(await server.RequestAsync(UpdateProfile, Keys(value)));
            Assert.Contains($"aws_session_token = {written}\n", await File.ReadAllTextAsync(stage.Home.Path(".aws/credentials"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_stays_good_when_the_profile_it_came_from_is_changed_and_changed_back()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        JsonObject first = await server.GetAsync("demo");

        await server.UpdateAsync("""{"profile":{"kinds":["IamSourceProfileProfile"],"name":"demo","settings":{"role_arn":"arn:aws:iam::123456789012:role/Other","source_profile":"base"}}}""");
        JsonObject other = await server.GetAsync("demo");
        await server.UpdateAsync("""{"profile":{"kinds":["IamSourceProfileProfile"],"name":"demo","settings":{"role_arn":"arn:aws:iam::123456789012:role/Demo","source_profile":"base"}}}""");
        JsonObject again = await server.GetAsync("demo");

        Assert.NotEqual(IdOf(first), IdOf(other));
        Assert.Equal((IdOf(first), AccessKeyOf(first)), (IdOf(again), AccessKeyOf(again)));
        Assert.Equal(2, stage.AssumeRoleCalls);
    }

    private static void AssertRefused(JsonObject row, JsonObject answer, Stage stage, string problem)
    {
        RpcError error = ErrorOf(answer);
        Assert.True(error.Code == ((int?)row["code"] ?? -32803) && error.AwsErrorCode == (string?)row["awsErrorCode"], problem);
        Assert.All(row["says"]?.AsArray() ?? [], text => Assert.True(error.Message.Contains((string)text!, StringComparison.Ordinal), problem));
        Assert.False(error.Message.Contains("LEAK", StringComparison.Ordinal), problem);
        Assert.True(File.ReadAllText(stage.Home.Path(".aws/config")) == Config && !File.Exists(stage.Home.Path(".aws/credentials")), problem);
    }

    private static void AssertDone(JsonObject row, JsonObject answer, JsonObject listing, string problem)
    {
        Assert.True(ResultOf(answer).ToJsonString() == "{}", problem);
        problem += $"\n{listing.ToJsonString()}";
        if (row["profile"] is { } profile)
            Assert.True(JsonNode.DeepEquals(profile, Named(listing["profiles"], (string)profile["name"]!)), problem);
        else if (row["ssoSession"] is { } session)
            Assert.True(JsonNode.DeepEquals(session, Named(listing["ssoSessions"], (string)session["name"]!)), problem);
        else
            Assert.True(Named(listing["profiles"], (string)row["gone"]!) is null, problem);
    }

    private static JsonNode? Named(JsonNode? list, string name) => list!.AsArray().SingleOrDefault(item => (string?)item!["name"] == name);

    private static JsonObject Keys(string token) => new()
    {
        ["profile"] = new JsonObject
        {
            ["kinds"] = new JsonArray("IamCredentialsProfile"),
            ["name"] = "new",
            ["settings"] = new JsonObject { ["aws_access_key_id"] = "AKIANEW", ["aws_secret_access_key"] = "new", ["aws_session_token"] = token },
        },
    };
}
