using System.Text;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Credentials that leave encrypted with the key that the client sent before LSP started.</summary>
public sealed class EncryptionTests
{
    private static readonly string[] Secrets = ["accessKeyId", "secretAccessKey", "sessionToken"];
    private const string NoKey = "there was none to say";

    [Fact]
    public async Task Each_field_is_the_JWE_of_a_JSON_string_and_the_end_stays_in_the_clear()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        EncryptionKey key = new();
        JsonObject result = await (await ConnectAsync(stage, key)).GetAsync("demo");
        JsonNode kept = stage.Home.ReadCacheEntry(Profiles.DemoCacheKey)["Credentials"]!;

        foreach (JsonObject credentials in (JsonObject[])[CredentialsOf(result), result["credentials"]!.AsObject()])
        {
            Assert.Equal(Quoted(kept["AccessKeyId"]), key.Decrypt((string)credentials["accessKeyId"]!));
            Assert.Equal(Quoted(kept["SecretAccessKey"]), key.Decrypt((string)credentials["secretAccessKey"]!));
            Assert.Equal(Quoted(kept["SessionToken"]), key.Decrypt((string)credentials["sessionToken"]!));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT", (string?)credentials["expiration"]);
        }

        Assert.Matches("^[0-9a-f]{40}$", IdOf(result));
    }

    [Fact]
    public async Task The_params_for_other_servers_are_one_JWE_with_the_data_in_it()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        EncryptionKey key = new();
        JsonObject result = await (await ConnectAsync(stage, key)).GetAsync("demo");
        JsonNode kept = stage.Home.ReadCacheEntry(Profiles.DemoCacheKey)["Credentials"]!;

        JsonNode forward = result["updateCredentialsParams"]!;
        Assert.True((bool)forward["encrypted"]!);
        JsonObject plain = JsonNode.Parse(key.Decrypt((string)forward["data"]!))!.AsObject();
        Assert.Equal("data", Assert.Single(plain).Key);
        JsonNode data = plain["data"]!;
        Assert.Equal((string?)kept["AccessKeyId"], (string?)data["accessKeyId"]);
        Assert.Equal((string?)kept["SecretAccessKey"], (string?)data["secretAccessKey"]);
        Assert.Equal((string?)kept["SessionToken"], (string?)data["sessionToken"]);
        Assert.Equal((string?)CredentialsOf(result)["expiration"], (string?)data["expiration"]);
    }

    [Fact]
    public async Task A_static_profile_is_encrypted_too_and_has_no_token()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        EncryptionKey key = new();
        JsonObject credentials = CredentialsOf(await (await ConnectAsync(stage, key)).GetAsync("base"));
        Assert.Equal(["accessKeyId", "secretAccessKey"], credentials.Select(field => field.Key).Order());
        Assert.Equal($"\"{Profiles.BaseSecret}\"", key.Decrypt((string)credentials["secretAccessKey"]!));
    }

    [Fact]
    public async Task Nothing_of_a_credential_is_on_the_wire_in_the_clear()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await ConnectAsync(stage, new EncryptionKey());
        await server.GetAsync("demo");
        await server.GetAsync("base");
        JsonNode kept = stage.Home.ReadCacheEntry(Profiles.DemoCacheKey)["Credentials"]!;
        string[] secrets = [Profiles.BaseSecret, (string)kept["SecretAccessKey"]!, (string)kept["SessionToken"]!, (string)kept["AccessKeyId"]!];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, server.StandardOutput, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_initialization_vector_comes_twice()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await ConnectAsync(stage, new EncryptionKey());
        HashSet<string> all = [];
        for (int i = 0; i < 5; i++)
        {
            JsonObject result = await server.GetAsync("demo");
            HashSet<string> jwes = [(string)result["updateCredentialsParams"]!["data"]!];
            foreach (string field in Secrets)
            {
                jwes.Add((string)CredentialsOf(result)[field]!);
                jwes.Add((string)result["credentials"]![field]!);
            }

            Assert.All(jwes, jwe => Assert.True(all.Add(EncryptionKey.VectorOf(jwe)), "This vector was used before."));
        }
    }

    [Fact]
    public async Task The_bytes_right_behind_the_line_are_not_lost()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        ServerProcess server = stage.Spawn("--stdio", EncryptionKey.Argument);
        EncryptionKey key = new();
        await server.SendRawAsync((byte[])
        [
            .. key.Line,
            .. Frame.Of(Frame.Request(1, "initialize", InitializeParams())),
            .. Frame.Of(Frame.Request(2, GetIamCredential, CredentialParams("base"))),
        ]);
        ResultOf(await server.ResponseToAsync(1));
        JsonObject result = ResultOf(await server.ResponseToAsync(2)).AsObject();
        Assert.Equal($"\"{Profiles.BaseKey}\"", key.Decrypt(AccessKeyOf(result)));
    }

    [Fact]
    public async Task The_line_may_come_byte_by_byte_and_end_in_CRLF()
    {
        await using Stage stage = await Stage.OpenAsync();
        ServerProcess server = stage.Spawn(EncryptionKey.Argument);
        byte[] line = [.. new EncryptionKey().Line[..^1], (byte)'\r', (byte)'\n'];
        foreach (byte one in line) await server.SendRawAsync((byte[])[one]);
        await server.InitializeAsync();
    }

    [Theory]
    [InlineData("""{"version":"2.0","mode":"JWT","key":"KEY"}""")]
    [InlineData("""{"version":1.0,"mode":"JWT","key":"KEY"}""")]
    [InlineData("""{"mode":"JWT","key":"KEY"}""")]
    [InlineData("""{"version":"1.0","mode":"AES","key":"KEY"}""")]
    [InlineData("""{"version":"1.0","key":"KEY"}""")]
    [InlineData("""{"version":"1.0","mode":"JWT"}""")]
    [InlineData("""{"version":"1.0","mode":"JWT","key":null}""")]
    [InlineData("""{"version":"1.0","mode":"JWT","key":""}""")]
    [InlineData("""{"version":"1.0","mode":"JWT","key":"c2l4dGVlbiBieXRlcyEhIQ=="}""")]
    [InlineData("""{"version":"1.0","mode":"JWT","key":"%%% no base64 %%%"}""")]
    [InlineData("""{"version":"1.0","mode":"JWT","key":["KEY"]}""")]
    [InlineData("""{"version":"1.0","mode":"JWT","key":"KEY" """)]
    [InlineData("""{"version":"1.0","mode":"JWT","key":"\ud800"}""")]
    [InlineData("""{"version":"\udc00","mode":"JWT","key":"KEY"}""")]
    [InlineData("""["KEY"]""")]
    [InlineData("null")]
    [InlineData("KEY")]
    [InlineData("")]
    [InlineData("Content-Length: 20\r")]
    public async Task A_line_that_is_wrong_ends_the_process_and_the_key_stays_unsaid(string line)
    {
        string key = new EncryptionKey().Base64;
        byte[] input = Encoding.UTF8.GetBytes(line.Replace("KEY", key, StringComparison.Ordinal) + "\n");
        AssertRefused(await CommandLineRun.RunAsync(input, "--stdio", EncryptionKey.Argument), key);
    }

    [Fact]
    public async Task A_line_with_bytes_that_are_no_text_ends_the_process()
    {
        byte[] input = [.. "{\"version\":\"1.0\",\"mode\":\""u8, 0xFF, 0xFE, .. "\",\"key\":\"a\"}\n"u8];
        AssertRefused(await CommandLineRun.RunAsync(input, "--stdio", EncryptionKey.Argument), NoKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":\"1.0\",")]
    public async Task Input_that_ends_before_the_line_does_ends_the_process(string text)
    {
        CommandLineRun run = await CommandLineRun.RunAsync(Encoding.UTF8.GetBytes(text), CommandLineRun.Input.Ends, "--stdio", EncryptionKey.Argument);
        AssertRefused(run, NoKey);
    }

    [Fact]
    public async Task A_line_that_does_not_come_within_five_seconds_ends_the_process()
    {
        CommandLineRun run = await CommandLineRun.RunAsync("{\"version\":"u8.ToArray(), "--stdio", EncryptionKey.Argument);
        AssertRefused(run, NoKey);
        Assert.InRange(run.Took, TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(5) + 2 * Patience.Slack);
    }

    private static async Task<ServerProcess> ConnectAsync(Stage stage, EncryptionKey key)
    {
        ServerProcess server = stage.Spawn("--stdio", EncryptionKey.Argument);
        await server.SendRawAsync(key.Line);
        await server.InitializeAsync("debug");
        return server;
    }

    private static void AssertRefused(CommandLineRun run, string unsaid)
    {
        Assert.Equal(10, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.False(string.IsNullOrWhiteSpace(run.Error));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, run.Error, StringComparison.Ordinal);
    }

    private static string Quoted(JsonNode? value) => $"\"{(string?)value}\"";
}
