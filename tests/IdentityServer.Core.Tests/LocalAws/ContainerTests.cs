using System.Text.Json;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.LocalAws;

public sealed class ContainerTests : LocalAwsTest
{
    [Theory]
    [InlineData("container")]
    [InlineData("container/v2/credentials/0123")]
    public async Task Credentials_come_from_any_path_and_work(string path)
    {
        (int status, string body) = await SendAsync(HttpMethod.Get, path);
        using var document = JsonDocument.Parse(body);
        string Member(string name) => document.RootElement.GetProperty(name).GetString()!;
        using AmazonSecurityTokenServiceClient sts =
            Sts(new SessionAWSCredentials(Member("AccessKeyId"), Member("SecretAccessKey"), Member("Token")));
        GetCallerIdentityResponse identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Ct);

        Assert.Equal(200, status);
        Assert.Equal("arn:aws:iam::123456789012:role/local-task-role", Member("RoleArn"));
        Assert.Equal("2030-01-02T09:04:05Z", Member("Expiration"));
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/local-task-role/local-task", identity.Arn);
        Assert.Equal("/" + path, Assert.Single(Server.RequestsOf(LocalAwsActions.Container)).Parameters["Path"]);
    }

    [Fact]
    public async Task A_required_token_must_be_sent_exactly()
    {
        Server.Container.RequiredAuthorization = "Bearer abc";

        Assert.Equal(401, (await SendAsync(HttpMethod.Get, "container")).Status);
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, "container", ("Authorization", "Bearer abd"))).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "container", ("Authorization", "Bearer abc"))).Status);
        Assert.Equal("Bearer abd", Server.Requests[1].Parameters["Authorization"]);
        Assert.False(Server.Requests[0].Parameters.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task An_error_is_json()
    {
        Server.Enqueue(LocalAwsActions.Container, Fault.Error(429, "Throttled", "slow \"down\""));

        Assert.Equal((429, """{"code":"Throttled","message":"slow \u0022down\u0022"}"""), await SendAsync(HttpMethod.Get, "container"));
    }

    [Fact]
    public async Task Other_paths_are_nobodys()
    {
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, "containers")).Status);
        Assert.Equal(LocalAwsActions.Other, Assert.Single(Server.Requests).Action);
        Assert.Equal("127.0.0.1", Server.Endpoint.Host);
    }
}
