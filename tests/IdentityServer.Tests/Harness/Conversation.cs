using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>The sentences that every session says, and how their answers are read.</summary>
internal static class Conversation
{
    public const string GetIamCredential = "aws/identity/getIamCredential";
    public const string InvalidateStsCredential = "aws/identity/invalidateStsCredential";
    public const string ListProfiles = "aws/identity/listProfiles";
    public const string UpdateProfile = "aws/identity/updateProfile";
    public const string DeleteProfile = "aws/identity/deleteProfile";
    public const string StsCredentialChanged = "aws/identity/stsCredentialChanged";

    /// <summary>What VS Code sends, with what this server reads from it.</summary>
    public static JsonObject InitializeParams(string? logLevel = null, int? processId = null)
    {
        JsonObject options = new()
        {
            ["aws"] = new JsonObject
            {
                ["clientInfo"] = new JsonObject
                {
                    ["name"] = "Visual Studio Code",
                    ["version"] = "1.99.0",
                    ["extension"] = new JsonObject { ["name"] = "session-tests", ["version"] = "1.0.0" },
                },
            },
        };
        if (logLevel is not null) options["logLevel"] = logLevel;
        return new JsonObject
        {
            ["processId"] = processId,
            ["clientInfo"] = new JsonObject { ["name"] = "Visual Studio Code", ["version"] = "1.99.0" },
            ["rootUri"] = null,
            ["capabilities"] = new JsonObject { ["window"] = new JsonObject { ["workDoneProgress"] = true } },
            ["initializationOptions"] = options,
            ["trace"] = "off",
            ["workspaceFolders"] = null,
        };
    }

    public static async Task<JsonObject> InitializeAsync(this ServerProcess server, string? logLevel = null)
    {
        JsonObject result = ResultOf(await server.RequestAsync("initialize", InitializeParams(logLevel))).AsObject();
        await server.NotifyAsync("initialized", new JsonObject());
        return result;
    }

    public static JsonObject CredentialParams(string profile) => new() { ["profileName"] = profile };

    /// <summary>The params of a caller who wants a credential only if that takes no call to STS.</summary>
    public static JsonObject CacheOnlyParams(string profile) => new()
    {
        ["profileName"] = profile,
        ["options"] = new JsonObject { ["callStsOnInvalidIamCredential"] = false },
    };

    /// <summary>The params of a caller who needs the credential for these actions.</summary>
    public static JsonObject PermissionParams(string profile, params string?[] actions) => new()
    {
        ["profileName"] = profile,
        ["options"] = new JsonObject { ["permissionSet"] = new JsonArray([.. actions.Select(action => (JsonNode?)action)]) },
    };

    /// <summary>The result of getIamCredential; an error fails the test.</summary>
    public static async Task<JsonObject> GetAsync(this ServerProcess server, string profile) =>
        ResultOf(await server.RequestAsync(GetIamCredential, CredentialParams(profile))).AsObject();

    /// <summary>The error of getIamCredential; a result fails the test.</summary>
    public static async Task<RpcError> GetErrorAsync(this ServerProcess server, string profile) =>
        ErrorOf(await server.RequestAsync(GetIamCredential, CredentialParams(profile)));

    public static Task<JsonObject> InvalidateAsync(this ServerProcess server, string id) =>
        server.RequestAsync(InvalidateStsCredential, new JsonObject { ["iamCredentialId"] = id });

    /// <summary>The result of listProfiles; an error fails the test.</summary>
    public static async Task<JsonObject> ListAsync(this ServerProcess server) => ResultOf(await server.RequestAsync(ListProfiles, new JsonObject())).AsObject();

    /// <summary>Sends updateProfile with these params, written as JSON; an error fails the test.</summary>
    public static async Task UpdateAsync(this ServerProcess server, [StringSyntax(StringSyntaxAttribute.Json)] string parameters) =>
        Assert.Equal("{}", ResultOf(await server.RequestAsync(UpdateProfile, JsonNode.Parse(parameters))).ToJsonString());

    public static async Task<JsonObject> ShutdownAsync(this ServerProcess server) => await server.RequestAsync("shutdown");

    public static JsonNode ResultOf(JsonObject response)
    {
        Assert.False(response.ContainsKey("error"), $"An error instead of a result: {response.ToJsonString()}");
        Assert.True(response.ContainsKey("result"), $"Neither result nor error: {response.ToJsonString()}");
        return response["result"]!;
    }

    public static RpcError ErrorOf(JsonObject response)
    {
        JsonObject error = Assert.IsType<JsonObject>(response["error"]);
        Assert.False(response.ContainsKey("result"), $"Both result and error: {response.ToJsonString()}");
        string? awsErrorCode = error["data"] is JsonObject data ? (string?)data["awsErrorCode"] : null;
        return new RpcError((int)error["code"]!, (string)error["message"]!, awsErrorCode);
    }

    public static string IdOf(JsonObject result) => (string)result["credential"]!["id"]!;

    public static JsonObject CredentialsOf(JsonObject result) => result["credential"]!["credentials"]!.AsObject();

    public static string AccessKeyOf(JsonObject result) => (string)CredentialsOf(result)["accessKeyId"]!;

    /// <summary>Shows that the connection still serves, after something that might have broken it.</summary>
    public static async Task AssertServesAsync(this ServerProcess server)
    {
        RpcError error = ErrorOf(await server.RequestAsync("test/isAnybodyThere"));
        Assert.Equal(-32601, error.Code);
    }
}
