using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using IdentityServer.Tests.Sessions;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Interop;

/// <summary>The call to IAM, whose client this server does not have: botocore makes the same one, and reads the same answers.</summary>
public sealed class SimulationTests
{
    private const string User = "arn:aws:iam::123456789012:user/local";

    [Fact]
    public async Task Botocore_asks_IAM_the_same_and_reads_the_same_decisions()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base + "region = us-east-1\n");
        await Botocore.RequireAsync(stage);
        stage.Aws.Iam.PageSize = 2;
        stage.Aws.Iam.Deny(User, "a:Three", "explicitDeny");

        JsonObject decisions = await Botocore.SimulateAsync(stage, "base", User, "a:One", "a:Two", "a:Three");
        RpcError error = ErrorOf(await (await stage.ConnectAsync()).RequestAsync(GetIamCredential, PermissionParams("base", "a:One", "a:Two", "a:Three")));

        Assert.Equal("""{"a:One":"allowed","a:Two":"allowed","a:Three":"explicitDeny"}""", decisions.ToJsonString());
        Assert.Contains("not allowed a:Three.", error.Is("E_PERMISSION_DENIED").Message, StringComparison.Ordinal);
        IReadOnlyList<LoggedRequest> calls = stage.Aws.RequestsOf("SimulatePrincipalPolicy");
        Assert.Equal(4, calls.Count);
        Assert.Equal(calls.Take(2).Select(Described), calls.Skip(2).Select(Described));
    }

    private static string Described(LoggedRequest call) =>
        $"{call.SigningKeyId} {call.SigningRegion} {string.Join('&', call.Parameters.OrderBy(one => one.Key, StringComparer.Ordinal))}";
}
