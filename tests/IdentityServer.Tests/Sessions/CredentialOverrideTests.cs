using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Credentials that the client gives in place of the profile's, in the clear and sealed.</summary>
public sealed class CredentialOverrideTests
{
    private const string KeyId = "ASIAOVERRIDE00000001";
    private const string SecretKey = "override/secret/that/must/not/leak+0001";
    private const string Token = "override-session-token-that-must-not-leak==";
    private const string End = "2999-01-02T03:04:05Z";

    [Fact]
    public async Task They_come_back_as_the_profiles_and_touch_nothing()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.KnownSessionTokens[KeyId] = Token;
        IReadOnlyDictionary<string, string> before = stage.Home.Snapshot();
        ServerProcess server = await stage.ConnectAsync("debug");

        JsonObject result = ResultOf(await server.RequestAsync(GetIamCredential, Params("demo", KeyId, SecretKey, Token, End))).AsObject();

        Assert.Equal(Profiles.DemoCacheKey, IdOf(result));
        Assert.Equal("IamSourceProfileProfile", (string?)Assert.Single(result["credential"]!["kinds"]!.AsArray()));
        foreach (JsonObject keys in (JsonObject[])[CredentialsOf(result), result["credentials"]!.AsObject(), result["updateCredentialsParams"]!["data"]!.AsObject()])
            Assert.Equal((KeyId, SecretKey, Token, End), ((string?)keys["accessKeyId"], (string?)keys["secretAccessKey"], (string?)keys["sessionToken"], (string?)keys["expiration"]));
        Assert.Equal(["GetCallerIdentity"], stage.Aws.Requests.Select(call => call.Action));
        Assert.Equal(before, stage.Home.Snapshot());
        Assert.All((string[])[SecretKey, Token], secret => Assert.DoesNotContain(secret, server.StandardError, StringComparison.Ordinal));
        Assert.StartsWith("ASIA", AccessKeyOf(await server.GetAsync("demo")), StringComparison.Ordinal); // The profile's own is not in the way.
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task The_profile_need_not_be_there_and_the_permission_set_counts()
    {
        await using Stage stage = await Stage.OpenAsync();
        stage.Aws.Iam.Deny("arn:aws:iam::123456789012:user/local", "s3:PutObject");
        ServerProcess server = await stage.ConnectAsync();
        JsonObject parameters = Params("nobody", "AKIAOVERRIDE", SecretKey);

        JsonObject result = ResultOf(await server.RequestAsync(GetIamCredential, parameters.DeepClone())).AsObject();

        Assert.Matches("^[0-9a-f]{40}$", IdOf(result));
        Assert.Equal("Unknown", (string?)Assert.Single(result["credential"]!["kinds"]!.AsArray()));
        Assert.Equal(["accessKeyId", "secretAccessKey"], CredentialsOf(result).Select(field => field.Key).Order());
        parameters["options"]!["permissionSet"] = new JsonArray("s3:PutObject");
        ErrorOf(await server.RequestAsync(GetIamCredential, parameters)).Is("E_PERMISSION_DENIED");
    }

    [Fact]
    public async Task What_AWS_does_not_accept_is_an_error_without_the_secrets()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base + "max_attempts = 1\n");
        stage.Aws.AcceptedAccessKeyIds.Add(Profiles.BaseKey);
        ServerProcess server = await stage.ConnectAsync("debug");

        RpcError unknown = ErrorOf(await server.RequestAsync(GetIamCredential, Params("base", KeyId, SecretKey, Token))).Is("E_INVALID_STS_CREDENTIAL");
        Assert.Contains("AWS does not know the access key", unknown.Message, StringComparison.Ordinal);
        stage.Aws.Enqueue("GetCallerIdentity", Fault.Error(403, "SignatureDoesNotMatch", $"{SecretKey} {Token}"));
        ErrorOf(await server.RequestAsync(GetIamCredential, Params("base", KeyId, SecretKey, Token))).Is("E_INVALID_STS_CREDENTIAL");
        ErrorOf(await server.RequestAsync(GetIamCredential, Params("base", KeyId, SecretKey, Token, "2001-01-01T00:00:00Z"))).Is("E_STS_CREDENTIAL_EXPIRED");
        stage.Aws.Enqueue("GetCallerIdentity", Fault.Garbage("<GetCallerIdentityResponse/>", "text/xml"));
        ErrorOf(await server.RequestAsync(GetIamCredential, Params("base", KeyId, SecretKey, Token))).Is("E_CALLER_IDENTITY_NOT_FOUND");
        JsonObject half = Params("base", KeyId, SecretKey);
        half["options"]!["credentialOverride"]!.AsObject().Remove("secretAccessKey");
        Assert.Equal(-32602, ErrorOf(await server.RequestAsync(GetIamCredential, half)).Code);

        string said = string.Join('\n', server.Received.Select(message => message.ToJsonString())) + server.StandardError;
        Assert.All((string[])["override/secret", "override-session-token"], secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_an_encrypted_session_they_may_be_sealed_and_come_back_sealed()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        stage.Aws.KnownSessionTokens[KeyId] = Token;
        EncryptionKey key = new();
        ServerProcess server = await stage.ConnectAsync(key);

        JsonObject result = ResultOf(await server.RequestAsync(
            GetIamCredential, Params("base", key.Encrypt($"\"{KeyId}\""), key.Encrypt($"\"{SecretKey}\""), key.Encrypt($"\"{Token}\""), End))).AsObject();

        JsonObject keys = CredentialsOf(result);
        Assert.Equal($"\"{KeyId}\"", key.Decrypt((string)keys["accessKeyId"]!));
        Assert.Equal($"\"{SecretKey}\"", key.Decrypt((string)keys["secretAccessKey"]!));
        Assert.Equal($"\"{Token}\"", key.Decrypt((string)keys["sessionToken"]!));
        Assert.Equal(End, (string?)keys["expiration"]);
        LoggedRequest call = Assert.Single(stage.Aws.Requests);
        Assert.Equal((KeyId, Token), (call.SigningKeyId, call.SecurityToken));
        ResultOf(await server.RequestAsync(GetIamCredential, Params("base", KeyId, SecretKey, Token)));
        Assert.DoesNotContain(SecretKey, server.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sealed_with_another_key_is_refused()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        string sealedElsewhere = new EncryptionKey().Encrypt($"\"{SecretKey}\"");
        foreach (ServerProcess server in (ServerProcess[])[await stage.ConnectAsync(), await stage.ConnectAsync(new EncryptionKey())])
        {
            RpcError error = ErrorOf(await server.RequestAsync(GetIamCredential, Params("base", KeyId, sealedElsewhere))).Is("E_INVALID_STS_CREDENTIAL");
            Assert.Contains("secretAccessKey of credentialOverride is encrypted, and not with the key of this session.", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(stage.Aws.Requests);
    }

    private static JsonObject Params(string profile, string keyId, string secret, string? token = null, string? expiration = null)
    {
        JsonObject keys = new() { ["accessKeyId"] = keyId, ["secretAccessKey"] = secret };
        if (token is not null) keys["sessionToken"] = token;
        if (expiration is not null) keys["expiration"] = expiration;
        return new JsonObject { ["profileName"] = profile, ["options"] = new JsonObject { ["credentialOverride"] = keys } };
    }
}
