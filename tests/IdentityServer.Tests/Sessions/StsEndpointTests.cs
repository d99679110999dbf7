using System.Text.Json;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Sessions;

/// <summary>Which STS is called, and for which region the call is signed: seen from a proxy that opens TLS, by the table <c>sts-endpoints.json</c>.</summary>
public sealed class StsEndpointTests
{
    private static readonly Dictionary<string, EndpointCase> Cases =
        JsonSerializer.Deserialize<EndpointCase[]>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sessions", "sts-endpoints.json")), JsonSerializerOptions.Web)!
            .ToDictionary(row => row.Name);

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sts_is_called_where_the_profile_says(string name)
    {
        EndpointCase row = Cases[name];
        using PrivateAuthority authority = new();
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole + string.Join('\n', row.Settings));
        await using LoopbackRelay proxy = Intercept(stage, authority);
        foreach ((string variable, string value) in row.Environment ?? []) stage.Environment[variable] = value;

        await (await stage.ConnectAsync()).GetAsync("demo");

        Assert.Equal([$"CONNECT {row.Host} HTTP/1.1"], proxy.RequestLines);
        Assert.Equal(row.Region, Assert.Single(stage.Aws.RequestsOf("AssumeRole")).SigningRegion);
    }

    [Fact]
    public async Task The_settings_of_another_profile_have_no_part_in_it()
    {
        // Each of these the AWS SDK would read by itself, from the default profile or from the one that AWS_PROFILE names.
        string trap = """
            region = ap-south-1
            endpoint_url = http://127.0.0.1:9/
            use_fips_endpoint = true
            use_dualstack_endpoint = true
            ca_bundle = /no/such/bundle
            retry_mode = adaptive
            max_attempts = 1
            defaults_mode = mobile
            sts_regional_endpoints = legacy
            account_id_endpoint_mode = required
            services = trap

            """;
        string services = "[services trap]\nsts =\n  endpoint_url = http://127.0.0.1:9/\n";
        using PrivateAuthority authority = new();
        await using Stage stage = await Stage.OpenAsync($"[default]\n{trap}[profile trap]\n{trap}{services}{Profiles.StaticAndRole}region = us-east-2\n");
        await using LoopbackRelay proxy = Intercept(stage, authority);
        stage.Environment["AWS_PROFILE"] = "trap";
        stage.Aws.Enqueue("AssumeRole", Fault.Error(500, "InternalFailure", "again"), times: 2);

        await (await stage.ConnectAsync()).GetAsync("demo");

        Assert.Equal(3, stage.AssumeRoleCalls);
        Assert.All(proxy.RequestLines, line => Assert.Equal("CONNECT sts.us-east-2.amazonaws.com:443 HTTP/1.1", line));
        Assert.All(stage.Aws.RequestsOf("AssumeRole"), call => Assert.Equal("us-east-2", call.SigningRegion));
    }

    [Theory]
    [InlineData("max_attempts = 1", 1)]
    [InlineData("max_attempts = 2\nretry_mode = standard", 2)]
    [InlineData("max_attempts = 4\nretry_mode = adaptive", 4)]
    [InlineData("retry_mode = legacy", 3)]
    [InlineData("", 3)]
    public async Task Attempts_are_counted_as_the_profile_says(string settings, int calls)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole + settings);
        stage.Aws.Enqueue("AssumeRole", Fault.Error(500, "InternalFailure", "again"), times: 9);

        await (await stage.ConnectAsync()).GetErrorAsync("demo");

        Assert.Equal(calls, stage.AssumeRoleCalls);
    }

    private static LoopbackRelay Intercept(Stage stage, PrivateAuthority authority)
    {
        var proxy = LoopbackRelay.Proxy(stage.Aws.Endpoint, authority);
        stage.Environment.Remove("AWS_ENDPOINT_URL_STS");
        stage.Environment["HTTPS_PROXY"] = $"http://127.0.0.1:{proxy.Port}";
        stage.Environment["AWS_CA_BUNDLE"] = stage.Home.Write("ca.pem", authority.Pem);
        return proxy;
    }

    private sealed record EndpointCase(string Name, string Because, string[] Settings, string Host, string Region, Dictionary<string, string>? Environment);
}
