using System.Diagnostics;
using System.Text.Json.Nodes;
using IdentityServer.Protocol;
using IdentityServer.Tests.Harness;
using IdentityServer.Tests.Sessions;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace IdentityServer.Tests.Interop;

/// <summary>The examples of docs/clients, run as they stand: each spawns the server, passes the key, answers for a code and device, and forwards the credential.</summary>
public sealed class EditorClientTests
{
    private static string Examples => Path.Combine(Repository.Root, "docs", "clients");

    [Fact]
    public async Task Neovim()
    {
        await using Stage stage = await OpenAsync();
        await Tool.RequireAsync(stage.Home, Tool.Neovim, "--version");
        EncryptionKey key = new();
        Dictionary<string, string> environment = new(stage.Environment)
        {
            ["TEST_CLIENT"] = Path.Combine(Examples, "neovim.lua"),
            ["TEST_SERVER"] = ServerExecutable.Find(),
            ["TEST_KEY"] = key.Base64,
            ["TEST_MFA_SERIAL"] = Profiles.MfaSerial,
            ["TEST_MFA_CODE"] = Profiles.MfaCode,
        };
        string driver = Path.Combine(Repository.Root, "tests", "IdentityServer.Tests", "Interop", "Editors", "neovim-session.lua");

        ToolResult run = await Tool.RunAsync(stage.Home, environment, Tool.Neovim, "--headless", "-u", "NONE", "-c", $"luafile {driver}");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
        JsonNode said = JsonNode.Parse(run.Output)!;
        Assert.Equal(["MFA device of profile demo: ", $"Code of {Profiles.MfaSerial}: "], said["prompts"]!.AsArray().Select(prompt => (string?)prompt));
        AssertForwarded(stage, key, said["forwarded"]!);
    }

    [Fact]
    public async Task Java()
    {
        await using Stage stage = await OpenAsync();
        await Tool.RequireAsync(stage.Home, Tool.Java, "--version");

        ToolResult run = await Tool.TypeAsync(
            stage.Home,
            stage.Environment,
            $"{Profiles.MfaSerial}\n{Profiles.MfaCode}\n",
            Tool.Java,
            Path.Combine(Examples, "IdentitySession.java"),
            ServerExecutable.Find(),
            "demo");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
        string[] lines = run.Output.Split('\n');
        var key = EncryptionKey.Of((string)JsonNode.Parse(lines[0])!["key"]!);
        Assert.StartsWith("Content-Length: ", lines[1], StringComparison.Ordinal);
        AssertForwarded(stage, key, JsonNode.Parse(lines[^1])!);
    }

    [Fact]
    public async Task StreamJsonRpc()
    {
        await using Stage stage = await OpenAsync();
        EncryptionKey key = new();
        ProcessStartInfo start = ServerExecutable.StartInfo(stage.Home, stage.Environment, []);
        List<string?> prompts = [];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using IdentitySession session = await IdentitySession.StartAsync(start, Convert.FromBase64String(key.Base64), AskAsync, cancellation);
        (Stream here, Stream there) = FullDuplexStream.CreatePair();
        using JsonRpc toOther = IdentitySession.Connect(here, here);
        using JsonRpc other = IdentitySession.Connect(there, there);
        OtherServer received = new();
        other.AddLocalRpcTarget(received);
        other.StartListening();
        toOther.StartListening();

        await Patience.WaitAsync(session.SignInAsync("demo", toOther, cancellation), "the sign-in");

        Assert.Equal([null], prompts);
        AssertForwarded(stage, key, new JsonObject
        {
            ["method"] = "aws/credentials/iam/update",
            ["params"] = new JsonObject { ["data"] = received.Params!.Data.Jwe, ["encrypted"] = received.Params.Encrypted },
        });

        Task<GetMfaCodeResult> AskAsync(GetMfaCodeParams request, CancellationToken cancellationToken)
        {
            prompts.Add(request.MfaSerial);
            return Task.FromResult(new GetMfaCodeResult { Code = Profiles.MfaCode, MfaSerial = Profiles.MfaSerial });
        }
    }

    private static async Task<Stage> OpenAsync()
    {
        Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.RolesRequiringMfa.Add(Profiles.DemoRole);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        return stage;
    }

    // What other language servers take: the whole credential, under the key that they share with the editor.
    private static void AssertForwarded(Stage stage, EncryptionKey key, JsonNode request)
    {
        Assert.Equal("aws/credentials/iam/update", (string?)request["method"]);
        Assert.True((bool)request["params"]!["encrypted"]!);
        JsonNode forwarded = JsonNode.Parse(key.Decrypt((string)request["params"]!["data"]!))!["data"]!;
        JsonNode cached = stage.Home.ReadCacheEntry(Profiles.DemoMfaCacheKey)["Credentials"]!;
        Assert.Equal(
            ((string?)cached["AccessKeyId"], (string?)cached["SecretAccessKey"], (string?)cached["SessionToken"]),
            ((string?)forwarded["accessKeyId"], (string?)forwarded["secretAccessKey"], (string?)forwarded["sessionToken"]));
    }

    private sealed class OtherServer
    {
        public UpdateCredentialsParams? Params { get; private set; }

        [JsonRpcMethod("aws/credentials/iam/update", UseSingleObjectParameterDeserialization = true)]
        public void Update(UpdateCredentialsParams parameters) => Params = parameters;
    }
}
