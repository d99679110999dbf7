using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Sessions;

/// <summary>Whom the server trusts when it calls STS over TLS: the system's authorities, or those of a bundle in their place.</summary>
public sealed class CaBundleTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", false)]
    public async Task An_authority_of_the_bundle_is_trusted(string host, bool bySetting)
    {
        using PrivateAuthority authority = new();
        using PrivateAuthority other = new();
        await using Stage stage = await Stage.OpenAsync();
        await using var sts = LoopbackRelay.Tls(stage.Aws.Endpoint, authority.Issue(host));
        string bundle = stage.Home.Write("ca.pem", $"# ours and another\n{other.Pem}\n{authority.Pem}");
        WriteProfile(stage, host, sts, bySetting ? $"ca_bundle = {bundle}" : "");
        if (!bySetting) stage.Environment["AWS_CA_BUNDLE"] = bundle;

        await (await stage.ConnectAsync()).GetAsync("demo");

        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Theory]
    [InlineData("no bundle")]
    [InlineData("the bundle of another authority")]
    [InlineData("a certificate for another host")]
    [InlineData("the variable beats the setting")]
    public async Task Who_is_not_trusted_gets_no_call(string trust)
    {
        using PrivateAuthority authority = new();
        using PrivateAuthority other = new();
        await using Stage stage = await Stage.OpenAsync();
        await using var sts = LoopbackRelay.Tls(stage.Aws.Endpoint, authority.Issue(trust == "a certificate for another host" ? "elsewhere.test" : "localhost"));
        string ours = stage.Home.Write("ca.pem", authority.Pem);
        string others = stage.Home.Write("other.pem", other.Pem);
        if (trust == "the variable beats the setting") stage.Environment["AWS_CA_BUNDLE"] = others;
        WriteProfile(stage, "localhost", sts, trust switch
        {
            "no bundle" => "",
            "the bundle of another authority" => $"ca_bundle = {others}",
            _ => $"ca_bundle = {ours}",
        });

        RpcError error = await (await stage.ConnectAsync()).GetErrorAsync("demo");

        Assert.Equal("E_CANNOT_CREATE_STS_CREDENTIAL", error.AwsErrorCode);
        Assert.Contains($"the certificate of https://localhost:{sts.Port}/ is not trusted", error.Message, StringComparison.Ordinal);
        Assert.Contains("let ca_bundle or AWS_CA_BUNDLE name its certificate authority", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_bundle_that_was_corrected_is_read_again()
    {
        using PrivateAuthority authority = new();
        await using Stage stage = await Stage.OpenAsync();
        await using var sts = LoopbackRelay.Tls(stage.Aws.Endpoint, authority.Issue("localhost"));
        WriteProfile(stage, "localhost", sts, $"ca_bundle = {stage.Home.Path("ca.pem")}");
        ServerProcess server = await stage.ConnectAsync();
        Assert.Equal("E_INVALID_PROFILE", (await server.GetErrorAsync("demo")).AwsErrorCode);

        stage.Home.Write("ca.pem", authority.Pem);

        await server.GetAsync("demo");
    }

    private static void WriteProfile(Stage stage, string host, LoopbackRelay sts, string more)
    {
        stage.Environment.Remove("AWS_ENDPOINT_URL_STS");
        stage.Home.WriteConfig($"{Profiles.StaticAndRole}endpoint_url = https://{host}:{sts.Port}/\nmax_attempts = 1\n{more}\n");
    }
}
