using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Sessions;

/// <summary>Proxies that the environment names: STS is called through them, the metadata service beside the machine is not.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly PrivateAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Theory]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task A_call_in_the_clear_goes_through_the_proxy(string variable)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        await using var proxy = LoopbackRelay.Proxy(stage.Aws.Endpoint, authority);
        stage.Environment["AWS_ENDPOINT_URL_STS"] = "http://sts.made-up.test/";
        stage.Environment[variable] = $"http://127.0.0.1:{proxy.Port}";

        await (await stage.ConnectAsync()).GetAsync("demo");

        Assert.Equal(["POST http://sts.made-up.test/ HTTP/1.1"], proxy.RequestLines);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("https_proxy")]
    public async Task A_call_over_TLS_goes_through_the_proxy(string variable)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        await using var proxy = LoopbackRelay.Proxy(stage.Aws.Endpoint, authority);
        stage.Environment["AWS_ENDPOINT_URL_STS"] = "https://sts.made-up.test:8443/";
        stage.Environment["AWS_CA_BUNDLE"] = stage.Home.Write("ca.pem", authority.Pem);
        stage.Environment[variable] = $"http://127.0.0.1:{proxy.Port}";

        await (await stage.ConnectAsync()).GetAsync("demo");

        Assert.Equal(["CONNECT sts.made-up.test:8443 HTTP/1.1"], proxy.RequestLines);
    }

    [Fact]
    public async Task A_proxy_that_opens_TLS_without_the_bundle_is_told_apart_from_a_broken_network()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole + "max_attempts = 1\n");
        await using var proxy = LoopbackRelay.Proxy(stage.Aws.Endpoint, authority);
        stage.Environment["AWS_ENDPOINT_URL_STS"] = "https://sts.made-up.test/";
        stage.Environment["HTTPS_PROXY"] = $"http://127.0.0.1:{proxy.Port}";

        RpcError error = await (await stage.ConnectAsync()).GetErrorAsync("demo");

        Assert.Equal("E_CANNOT_CREATE_STS_CREDENTIAL", error.AwsErrorCode);
        Assert.Contains("Behind a proxy that opens TLS, let ca_bundle or AWS_CA_BUNDLE name its certificate authority", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", 0)]
    [InlineData("made-up.test, 127.0.0.1", 0)]
    [InlineData("made-up.test", 1)]
    [InlineData("", 1)]
    public async Task No_proxy_names_those_who_are_called_directly(string names, int connections)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        await using var proxy = LoopbackRelay.Proxy(stage.Aws.Endpoint, authority);
        stage.Environment["HTTP_PROXY"] = $"http://127.0.0.1:{proxy.Port}";
        stage.Environment["NO_PROXY"] = names;

        await (await stage.ConnectAsync()).GetAsync("demo");

        Assert.Equal(connections, proxy.RequestLines.Count);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Theory]
    [InlineData("Ec2InstanceMetadata", LocalAwsActions.ImdsDocument)]
    [InlineData("EcsContainer", LocalAwsActions.Container)]
    public async Task A_service_beside_the_machine_is_called_directly(string source, string action)
    {
        await using Stage stage = await Stage.OpenAsync($"[profile demo]\nrole_arn = {Profiles.DemoRole}\ncredential_source = {source}\n");
        await using var proxy = LoopbackRelay.Proxy(stage.Aws.Endpoint, authority);
        stage.Environment["AWS_EC2_METADATA_DISABLED"] = "false";
        stage.Environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = stage.Aws.Endpoint.ToString();
        stage.Environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{stage.Aws.Endpoint}container";
        stage.Environment["HTTP_PROXY"] = $"http://127.0.0.1:{proxy.Port}";

        await (await stage.ConnectAsync()).GetAsync("demo");

        Assert.Single(stage.Aws.RequestsOf(action));
        Assert.Equal([$"POST {stage.Aws.Endpoint} HTTP/1.1"], proxy.RequestLines);
    }
}
