using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>All scenarios at the most verbose level; then every word the server said is searched for every secret it knew.</summary>
public sealed class SecretsTests
{
    private const string ProcessSecret = "process/secret/that/must/not/leak+000002";
    private const string ProcessToken = "process-session-token-that-must-not-leak";
    private const string HalfSecret = "half/a/pair/that/must/not/leak+000000003";
    private const string EnvironmentSecret = "environment/secret/not/to/leak+000000004";
    private const string WrittenSecret = "written/by/updateProfile/no/leak+0000005";
    private const string RefusedSecret = "refused/by/updateProfile/no/leak+0000006";
    private const string WrongCode = "806315";

    [Theory]
    [InlineData(Wire.Plain)]
    [InlineData(Wire.Encrypted)]
    public async Task No_log_and_no_error_holds_a_secret(Wire wire)
    {
        await using Stage stage = await OpenAsync();
        EncryptionKey key = new();
        ServerProcess server = await ConnectAsync(stage, wire, key);
        List<string> secrets = [Profiles.BaseSecret, ProcessSecret, ProcessToken, HalfSecret, EnvironmentSecret, WrittenSecret, RefusedSecret, WrongCode, Profiles.MfaCode, key.Base64];

        await SucceedAsync(stage, server, secrets);
        await FailAsync(stage, server);
        await RenewAsync(stage, server, secrets);
        await EditAsync(server, secret => wire == Wire.Encrypted ? key.Encrypt(JsonValue.Create(secret).ToJsonString()) : secret);
        await BreakAsync(server);
        await server.ShutdownAsync();
        await server.NotifyAsync("exit");
        Assert.Equal(0, await server.ExitCodeAsync());

        Assert.Contains(server.Received, message => (string?)message["method"] == "window/logMessage");
        string said = string.Join('\n', server.Received.Where(message => wire == Wire.Encrypted || !HoldsSecrets(message)).Select(Readable));
        foreach (string secret in secrets)
        {
            Assert.False(said.Contains(secret, StringComparison.Ordinal), $"'{secret}' was said:\n{LinesWith(said, secret)}");
            Assert.False(server.StandardError.Contains(secret, StringComparison.Ordinal), $"'{secret}' is on stderr:\n{LinesWith(server.StandardError, secret)}");
        }
    }

    private static async Task<Stage> OpenAsync()
    {
        Stage stage = await Stage.OpenAsync();
        string good = stage.Home.Write("good.json", $$"""{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"{{ProcessSecret}}","SessionToken":"{{ProcessToken}}"}""");
        string bad = stage.Home.Write("bad.json", $$"""{"Version":1,"SecretAccessKey":"{{ProcessSecret}}","SessionToken":"{{ProcessToken}}" and no more""");
        stage.Home.WriteConfig($"""
            {Profiles.Mfa}
            [profile good-process]
            credential_process = {GetIamCredentialTests.Print(good)}
            [profile bad-process]
            credential_process = {GetIamCredentialTests.Print(bad)}
            [profile half]
            aws_secret_access_key = {HalfSecret}
            [profile twisted]
            aws_access_key_id = {HalfSecret}
            [profile chain]
            role_arn = arn:aws:iam::123456789012:role/Chain
            source_profile = demo
            [profile environment]
            role_arn = arn:aws:iam::123456789012:role/Environment
            credential_source = Environment
            [profile denied]
            role_arn = arn:aws:iam::123456789012:role/Denied
            source_profile = good-process
            [profile guest]
            role_arn = arn:aws:iam::123456789012:role/Guest
            source_profile = base
            [profile renewed]
            role_arn = arn:aws:iam::123456789012:role/Renewed
            source_profile = base
            """);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        stage.Aws.DeniedRoles.Add("arn:aws:iam::123456789012:role/Denied");
        stage.Environment["AWS_ACCESS_KEY_ID"] = "AKIAENVIRONMENT";
        stage.Environment["AWS_SECRET_ACCESS_KEY"] = EnvironmentSecret;
        return stage;
    }

    private static async Task<ServerProcess> ConnectAsync(Stage stage, Wire wire, EncryptionKey key)
    {
        ServerProcess server = wire == Wire.Encrypted ? stage.Spawn("--stdio", EncryptionKey.Argument) : stage.Spawn("--stdio");
        if (wire == Wire.Encrypted) await server.SendRawAsync(key.Line);
        await server.InitializeAsync("debug");
        _ = new MfaPrompts(server, ClientReply.MfaCode(WrongCode), new ClientReply.Error(1, "No."), ClientReply.MfaCode(Profiles.MfaCode));
        return server;
    }

    private static async Task SucceedAsync(Stage stage, ServerProcess server, List<string> secrets)
    {
        await server.GetErrorAsync("mfa");
        await server.GetErrorAsync("mfa");
        foreach (string profile in (string[])["base", "demo", "demo", "chain", "environment", "good-process", "mfa"]) await server.GetAsync(profile);
        secrets.AddRange(MintedSecrets(stage));
        ResultOf(await server.InvalidateAsync(IdOf(await server.GetAsync("demo"))));
    }

    private static async Task FailAsync(Stage stage, ServerProcess server)
    {
        foreach (string profile in (string[])["bad-process", "half", "twisted", "denied", "nobody"]) await server.GetErrorAsync(profile);
        stage.Aws.Enqueue("AssumeRole", Fault.Garbage($"<html>{ProcessSecret}</html>"), times: 10);
        await server.GetErrorAsync("guest");
        while (stage.Aws.RequestsOf("AssumeRole").Count(call => call.Parameters["RoleArn"].EndsWith("Guest", StringComparison.Ordinal)) < 10)
        {
            await server.GetErrorAsync("guest");
        }
    }

    private static async Task RenewAsync(Stage stage, ServerProcess server, List<string> secrets)
    {
        stage.Aws.SessionLifetime = TimeSpan.FromSeconds(302);
        await server.GetAsync("renewed");
        stage.Aws.SessionLifetime = null;
        secrets.AddRange(MintedSecrets(stage));
        await server.NextNotificationAsync(StsCredentialChanged);
        secrets.AddRange(MintedSecrets(stage));
    }

    private static async Task EditAsync(ServerProcess server, Func<string, string> seal)
    {
        // A secret in the place of a key id is listed as what it says it is, and key ids are listed in the clear.
        ResultOf(await server.RequestAsync(DeleteProfile, new JsonObject { ["profileName"] = "twisted" }));
        ResultOf(await server.RequestAsync(UpdateProfile, Keys(seal(WrittenSecret))));
        await server.ListAsync();
        foreach (JsonNode refused in (JsonNode[])
        [
            seal(RefusedSecret + "\n[profile two]"),
            seal(RefusedSecret + "\u0001"),
            new JsonArray(RefusedSecret),
            new JsonObject { [RefusedSecret] = RefusedSecret },
            new EncryptionKey().Encrypt(RefusedSecret),
        ])
        {
            ErrorOf(await server.RequestAsync(UpdateProfile, Keys(refused)));
        }

        ResultOf(await server.RequestAsync(DeleteProfile, new JsonObject { ["profileName"] = "written" }));
    }

    private static JsonObject Keys(JsonNode secret) => new()
    {
        ["profile"] = new JsonObject
        {
            ["kinds"] = new JsonArray("IamCredentialsProfile"),
            ["name"] = "written",
            ["settings"] = new JsonObject { ["aws_access_key_id"] = "AKIAWRITTEN", ["aws_secret_access_key"] = secret },
        },
    };

    // A client's own mistakes must not come back either: here it sends a code where no code belongs.
    private static async Task BreakAsync(ServerProcess server)
    {
        await server.SendRawAsync(Frame.Of($"{{\"code\":\"{Profiles.MfaCode}\""));
        await server.ResponseToAsync(null);
        ErrorOf(await server.RequestAsync(GetIamCredential, new JsonObject { ["profileName"] = new JsonArray(Profiles.MfaCode) }));
        ErrorOf(await server.InvalidateAsync("../" + Profiles.BaseSecret));
    }

    private static IEnumerable<string> MintedSecrets(Stage stage) => stage.Home.CacheFiles()
        .Select(file => stage.Home.ReadCacheEntry(Path.GetFileNameWithoutExtension(file))["Credentials"]!)
        .SelectMany(entry => (string[])[(string)entry["SecretAccessKey"]!, (string)entry["SessionToken"]!]);

    // What gives secrets to whoever asked for them: a credential, a list of profiles, and the notice that the list has changed.
    private static bool HoldsSecrets(JsonObject message) =>
        (message["result"] is JsonObject result && (result.ContainsKey("credential") || result.ContainsKey("profiles")))
        || (string?)message["method"] == "aws/identity/profileChanged";

    // Escapes undone, so that a secret with a slash or a plus in it is found as it is.
    private static string Readable(JsonNode? node) => node switch
    {
        JsonObject value => string.Join(' ', value.Select(field => $"{field.Key} {Readable(field.Value)}")),
        JsonArray value => string.Join(' ', value.Select(Readable)),
        null => "null",
        _ => node.ToString(),
    };

    private static string LinesWith(string text, string secret) =>
        string.Join('\n', text.Split('\n').Where(line => line.Contains(secret, StringComparison.Ordinal)));

    public enum Wire
    {
        Plain,
        Encrypted,
    }
}
