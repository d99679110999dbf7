using System.Text.Json;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.LocalAws;

public sealed class MetadataTests : LocalAwsTest
{
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string TtlHeader = "X-aws-ec2-metadata-token-ttl-seconds";
    private const string RolePath = "latest/meta-data/iam/security-credentials/";

    [Fact]
    public async Task Token_then_role_name_then_document()
    {
        string token = await TokenAsync();
        string role = (await ReadAsync(RolePath, token)).Body;
        (int status, string body) = await ReadAsync(RolePath + role, token);

        using var document = JsonDocument.Parse(body);
        Assert.Equal(200, status);
        Assert.Equal("local-instance-role", role);
        Assert.Equal("Success", document.RootElement.GetProperty("Code").GetString());
        Assert.Equal("AWS-HMAC", document.RootElement.GetProperty("Type").GetString());
        Assert.StartsWith("ASIA", document.RootElement.GetProperty("AccessKeyId").GetString(), StringComparison.Ordinal);
        Assert.Contains("SECRET", document.RootElement.GetProperty("SecretAccessKey").GetString(), StringComparison.Ordinal);
        Assert.Contains("TOKEN", document.RootElement.GetProperty("Token").GetString(), StringComparison.Ordinal);
        Assert.Equal("2030-01-02T09:04:05Z", document.RootElement.GetProperty("Expiration").GetString());
        Assert.Equal(["imds:token", "imds:role-name", "imds:document"], Server.Requests.Select(r => r.Action));
        Assert.Equal("60", Server.Requests[0].Parameters[TtlHeader]);
    }

    [Fact]
    public async Task Without_a_good_token_nothing_is_read()
    {
        string token = await TokenAsync();

        Assert.Equal(401, (await SendAsync(HttpMethod.Get, RolePath)).Status);
        Assert.Equal(401, (await ReadAsync(RolePath, "made-up")).Status);
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, RolePath + "local-instance-role")).Status);
        Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (await ReadAsync(RolePath, token)).Status);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, (await ReadAsync(RolePath, token)).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("21601")]
    [InlineData("soon")]
    public async Task A_token_needs_a_lifetime_within_bounds(string ttl)
    {
        Assert.Equal(400, (await SendAsync(HttpMethod.Put, "latest/api/token", (TtlHeader, ttl))).Status);
        Assert.Equal(400, (await SendAsync(HttpMethod.Put, "latest/api/token")).Status);
        Assert.Equal(405, (await SendAsync(HttpMethod.Get, "latest/api/token", (TtlHeader, "60"))).Status);
    }

    [Fact]
    public async Task Version_1_is_answered_only_where_allowed()
    {
        Server.Metadata.Versions = ImdsVersions.V1AndV2;
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, RolePath)).Status);
        Assert.Equal(401, (await ReadAsync(RolePath, "made-up")).Status);

        Server.Metadata.Versions = ImdsVersions.V1Only;
        Assert.Equal(404, (await SendAsync(HttpMethod.Put, "latest/api/token", (TtlHeader, "60"))).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, RolePath)).Status);
    }

    [Fact]
    public async Task An_instance_without_that_role_answers_404()
    {
        string token = await TokenAsync();
        Assert.Equal(404, (await ReadAsync(RolePath + "another-role", token)).Status);

        Server.Metadata.RoleName = null;

        Assert.Equal(404, (await ReadAsync(RolePath, token)).Status);
        Assert.Equal(404, (await ReadAsync(RolePath + "local-instance-role", token)).Status);
        Assert.Equal(404, (await ReadAsync("latest/meta-data/ami-id", token)).Status);
    }

    [Fact]
    public async Task Credentials_stay_the_same_until_five_minutes_before_their_end()
    {
        Server.Metadata.Versions = ImdsVersions.V1Only;
        Server.Metadata.CredentialLifetime = TimeSpan.FromMinutes(15);
        string first = await KeyAsync();
        Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(Start.Millisecond + 1));
        Assert.Equal(first, await KeyAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(first, await KeyAsync());
    }

    [Fact]
    public async Task Faults_meet_each_step()
    {
        Server.Enqueue(LocalAwsActions.ImdsToken, Fault.Error(403, "Forbidden", ""));
        Server.Enqueue(LocalAwsActions.ImdsRoleName, Fault.Error(500, "Internal Error", ""));
        Server.Enqueue(LocalAwsActions.ImdsDocument, Fault.Garbage("{\"Code\":", "text/plain"));

        Assert.Equal(403, (await SendAsync(HttpMethod.Put, "latest/api/token", (TtlHeader, "60"))).Status);
        string token = await TokenAsync();
        Assert.Equal(500, (await ReadAsync(RolePath, token)).Status);
        Assert.Equal((200, "{\"Code\":"), await ReadAsync(RolePath + "local-instance-role", token));
    }

    private async Task<string> TokenAsync()
    {
        (int status, string token) = await SendAsync(HttpMethod.Put, "latest/api/token", (TtlHeader, "60"));
        Assert.Equal(200, status);
        return token;
    }

    private Task<(int Status, string Body)> ReadAsync(string path, string token) => SendAsync(HttpMethod.Get, path, (TokenHeader, token));

    private async Task<string> KeyAsync()
    {
        using var document = JsonDocument.Parse((await SendAsync(HttpMethod.Get, RolePath + "local-instance-role")).Body);
        return document.RootElement.GetProperty("AccessKeyId").GetString()!;
    }
}
