using System.Text.Json;
using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>A credential that is wanted for certain actions: who is asked whether they are allowed, and what the client hears.</summary>
public sealed class PermissionSetTests
{
    private const string DemoSession = "arn:aws:sts::123456789012:assumed-role/Demo/identity-server-";

    private static readonly EndpointCase[] Endpoints =
        JsonSerializer.Deserialize<EndpointCase[]>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sessions", "iam-endpoints.json")), JsonSerializerOptions.Web)!;

    [Fact]
    public async Task Without_a_permission_set_nobody_is_asked()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();

        await server.GetAsync("demo");
        await server.GetAsync("base");
        ResultOf(await server.RequestAsync(GetIamCredential, PermissionParams("demo")));
        JsonObject absent = CredentialParams("base");
        absent["options"] = new JsonObject { ["permissionSet"] = null };
        ResultOf(await server.RequestAsync(GetIamCredential, absent));

        Assert.Equal(["AssumeRole"], stage.Aws.Requests.Select(call => call.Action));
    }

    [Fact]
    public async Task An_action_that_is_denied_keeps_the_credential_back_and_is_named()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.Iam.Deny(Profiles.DemoRole, "s3:PutObject");
        ServerProcess server = await stage.ConnectAsync();

        RpcError error = ErrorOf(await server.RequestAsync(GetIamCredential, PermissionParams("demo", "s3:GetObject", "s3:PutObject"))).Is("E_PERMISSION_DENIED");

        Assert.StartsWith($"Profile \"demo\": {DemoSession}", error.Message, StringComparison.Ordinal);
        Assert.Contains(" is not allowed s3:PutObject. ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["AssumeRole", "GetCallerIdentity", "SimulatePrincipalPolicy"], stage.Aws.Requests.Select(call => call.Action));
        ResultOf(await server.RequestAsync(GetIamCredential, PermissionParams("demo", "s3:GetObject")));
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task Who_may_not_simulate_gets_the_credential_and_a_warning()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        stage.Aws.Iam.MayNotSimulate.Add("arn:aws:iam::123456789012:user/local");
        ServerProcess server = await stage.ConnectAsync("warn");

        JsonObject result = ResultOf(await server.RequestAsync(GetIamCredential, PermissionParams("base", "s3:GetObject"))).AsObject();

        Assert.Equal(Profiles.BaseKey, AccessKeyOf(result));
        JsonNode warning = (await server.NextNotificationAsync("window/logMessage"))["params"]!;
        Assert.Equal(2, (int)warning["type"]!);
        Assert.Contains("the permissions were not checked, and the credential is given without: IAM refused to simulate", (string?)warning["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_action_is_refused_before_anybody_is_asked()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();

        foreach (string? action in (string?[])[null, "", "s3", "s3:*", "s3:Get\nObject", "s3:Get Object", "s3:" + new string('x', 126)])
        {
            RpcError error = ErrorOf(await server.RequestAsync(GetIamCredential, PermissionParams("demo", "s3:GetObject", action)));
            Assert.Equal((-32602, "Invalid params of aws/identity/getIamCredential: permissionSet[1] is no name of an action, such as s3:GetObject."), (error.Code, error.Message));
        }

        Assert.Empty(stage.Aws.Requests);
    }

    [Fact]
    public async Task A_check_can_be_cancelled()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        TaskCompletionSource gate = new();
        stage.Aws.Enqueue("SimulatePrincipalPolicy", Fault.Hold(gate.Task));
        ServerProcess server = await stage.ConnectAsync();
        PendingRequest request = await server.BeginAsync(GetIamCredential, PermissionParams("base", "s3:GetObject"));
        await stage.Aws.WaitForRequestAsync("SimulatePrincipalPolicy", 1, TestContext.Current.CancellationToken);

        await server.CancelAsync(request);

        RpcError error = ErrorOf(await request.ResponseAsync());
        Assert.Equal((-32800, "E_CANCELLED"), (error.Code, error.AwsErrorCode));
    }

    [Fact]
    public async Task Iam_is_called_where_its_partition_and_the_profile_say()
    {
        using PrivateAuthority authority = new();
        await using Stage stage = await Stage.OpenAsync(string.Concat(Endpoints.Select((row, i) => $"{Profiles.Base.Replace("base", $"row{i}", StringComparison.Ordinal)}{string.Join('\n', row.Settings)}\n")));
        await using var proxy = LoopbackRelay.Proxy(stage.Aws.Endpoint, authority);
        stage.Environment.Remove("AWS_ENDPOINT_URL_STS");
        stage.Environment.Remove("AWS_ENDPOINT_URL_IAM");
        stage.Environment["HTTPS_PROXY"] = $"http://127.0.0.1:{proxy.Port}";
        stage.Environment["AWS_CA_BUNDLE"] = stage.Home.Write("ca.pem", authority.Pem);
        ServerProcess server = await stage.ConnectAsync();

        for (int i = 0; i < Endpoints.Length; i++)
        {
            EndpointCase row = Endpoints[i];
            stage.Aws.Enqueue("GetCallerIdentity", Fault.Garbage(
                $"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:{row.Partition}:iam::123456789012:user/me</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>", "text/xml"));
            int before = stage.Aws.RequestsOf("SimulatePrincipalPolicy").Count;

            ResultOf(await server.RequestAsync(GetIamCredential, PermissionParams($"row{i}", "s3:GetObject")));

            IEnumerable<string?> regions = stage.Aws.RequestsOf("SimulatePrincipalPolicy").Skip(before).Select(call => call.SigningRegion);
            Assert.True(row.Region == regions.SingleOrDefault(), $"{row.Name}: {row.Because} Signed for {string.Join(", ", regions)}, not {row.Region}.");
            if (row.Region is not null) Assert.True(proxy.RequestLines[^1] == $"CONNECT {row.Host} HTTP/1.1", $"{row.Name}: {row.Because} {proxy.RequestLines[^1]}");
        }
    }

    private sealed record EndpointCase(string Name, string Because, string Partition, string[] Settings, string? Host, string? Region);
}
