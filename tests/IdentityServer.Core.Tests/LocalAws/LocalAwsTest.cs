using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using IdentityServer.LocalAws;
using Microsoft.Extensions.Time.Testing;

namespace IdentityServer.Core.Tests.LocalAws;

/// <summary>A server of its own for every test, on a clock that stands still, and the clients that talk to it.</summary>
public abstract class LocalAwsTest : IAsyncLifetime
{
    protected const string RoleArn = "arn:aws:iam::111122223333:role/team/Deploy";
    protected const string MfaSerial = "arn:aws:iam::123456789012:mfa/me";

    protected static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new(Start);

    protected HttpClient Http { get; } = new();

    protected LocalAwsServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await LocalAwsServer.StartAsync(Time);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>The real SDK client, without retries, so that one call is one request.</summary>
    protected AmazonSecurityTokenServiceClient Sts(AWSCredentials? credentials = null) => new(
        credentials ?? new BasicAWSCredentials("AKIALOCALSTATIC00001", "static-secret"),
        new AmazonSecurityTokenServiceConfig
        {
            ServiceURL = Server.Endpoint.ToString(),
            AuthenticationRegion = "eu-west-1",
            MaxErrorRetry = 0,
        });

    protected async Task<AssumeRoleResponse> AssumeAsync(AWSCredentials? credentials = null, Action<AssumeRoleRequest>? change = null)
    {
        AssumeRoleRequest request = new() { RoleArn = RoleArn, RoleSessionName = "me@corp" };
        change?.Invoke(request);
        using AmazonSecurityTokenServiceClient sts = Sts(credentials);
        return await sts.AssumeRoleAsync(request, Ct);
    }

    /// <summary>A call that is refused; the code and the message of the refusal.</summary>
    protected static async Task<AmazonSecurityTokenServiceException> RefusedAsync(Func<Task> call, string code)
    {
        AmazonSecurityTokenServiceException refusal = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(call);
        Assert.Equal(code, refusal.ErrorCode);
        return refusal;
    }

    protected async Task<(int Status, string Body)> SendAsync(
        HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Server.Endpoint, path));
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await Http.SendAsync(request, Ct);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
