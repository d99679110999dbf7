using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>A role that needs an MFA code although its profile names no device: only STS knows.</summary>
public sealed class UnforeseenMfaTests
{
    [Fact]
    public async Task The_client_is_asked_once_for_code_and_device_and_the_profile_learns_the_device()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();
        List<JsonObject> asked = [];
        server.OnRequest("aws/identity/getMfaCode", message =>
        {
            asked.Add(message["params"]!.AsObject());
            return new ClientReply.Result(new JsonObject { ["code"] = Profiles.MfaCode, ["mfaSerial"] = Profiles.MfaSerial });
        });

        JsonObject first = await server.GetAsync("demo");
        ServerProcess other = await stage.ConnectAsync();
        JsonObject second = await other.GetAsync("demo");

        Assert.Equal("""{"profileName":"demo"}""", Assert.Single(asked).ToJsonString());
        Assert.Equal(Profiles.DemoMfaCacheKey, IdOf(first));
        Assert.Equal((IdOf(first), AccessKeyOf(first)), (IdOf(second), AccessKeyOf(second)));
        Assert.Contains($"mfa_serial = {Profiles.MfaSerial}", await File.ReadAllTextAsync(stage.Home.Path(".aws/config"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_client_without_the_handler_gets_the_denial_of_STS()
    {
        await using Stage stage = await OpenAsync();
        ServerProcess server = await stage.ConnectAsync();

        RpcError error = await server.GetErrorAsync("demo");

        error.Is("E_CANNOT_CREATE_STS_CREDENTIAL");
        Assert.Contains("STS denied", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    private static async Task<Stage> OpenAsync()
    {
        Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.RolesRequiringMfa.Add(Profiles.DemoRole);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        return stage;
    }
}
