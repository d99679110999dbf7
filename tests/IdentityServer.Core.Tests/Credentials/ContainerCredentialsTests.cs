using IdentityServer.Core.Credentials;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>The role of a container as a source: which endpoint is asked, with which token, and for how long.</summary>
public sealed class ContainerCredentialsTests : ResolverTest
{
    // A request that never comes fails the test in place of holding it up, in milliseconds.
    private const int Patience = 30_000;

    private const string FullUri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private const string RelativeUri = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private const string TokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
    private const string TokenFileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private string TokenFile => Path.Combine(Path.GetDirectoryName(ConfigFile)!, "container-token");

    [Fact]
    public async Task The_keys_of_the_container_sign_the_call()
    {
        WriteProfile();

        await GetAsync("ecs");

        LoggedRequest request = Assert.Single(Server.RequestsOf(LocalAwsActions.Container));
        Assert.Equal("GET", request.Parameters["Method"]);
        Assert.Equal("/container/role", request.Parameters["Path"]);
        Assert.DoesNotContain("Authorization", request.Parameters.Keys);
        Assert.StartsWith("ASIA", Calls[0].SigningKeyId, StringComparison.Ordinal);
        Assert.Contains("TOKEN", Calls[0].SecurityToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_of_the_environment_is_sent()
    {
        WriteProfile();
        Variables[TokenVariable] = "Bearer abc==";

        await GetAsync("ecs");

        Assert.Equal(["Bearer abc=="], Tokens);
    }

    [Fact]
    public async Task The_token_file_beats_the_variable_and_is_read_each_time()
    {
        WriteProfile("[profile other]", "role_arn = arn:aws:iam::111122223333:role/Other", "credential_source = EcsContainer");
        Variables[TokenVariable] = "of-the-variable";
        Variables[TokenFileVariable] = TokenFile;
        await File.WriteAllTextAsync(TokenFile, "first\n", Ct);

        await GetAsync("ecs");
        await File.WriteAllTextAsync(TokenFile, "second\r\n", Ct);
        await GetAsync("other");

        Assert.Equal(["first", "second"], Tokens);
    }

    [Theory]
    [InlineData(1, 503)]
    [InlineData(2, 500)]
    public async Task An_agent_that_is_starting_up_is_asked_again(int times, int status)
    {
        WriteProfile();
        Server.Enqueue(LocalAwsActions.Container, Fault.Error(status, "Unavailable", "later"), times);

        await GetAsync("ecs");

        Assert.Equal(times + 1, Server.RequestsOf(LocalAwsActions.Container).Count);
    }

    [Fact]
    public async Task A_dropped_connection_is_tried_again()
    {
        WriteProfile();
        Server.Enqueue(LocalAwsActions.Container, Fault.Drop(), times: 2);

        await GetAsync("ecs");

        Assert.Single(Calls);
    }

    [Fact(Timeout = Patience)]
    public async Task Each_call_ends_after_two_seconds_and_the_third_is_the_last()
    {
        WriteProfile();
        Server.Enqueue(LocalAwsActions.Container, Fault.Hold(new TaskCompletionSource().Task), times: 4);

        Task<IdentityException> failure = FailsAsync("ecs");
        for (int call = 1; call <= 3; call++)
        {
            await Server.WaitForRequestAsync(LocalAwsActions.Container, call, Ct);
            Time.Advance(Limit - TimeSpan.FromMilliseconds(1));
            Assert.False(failure.IsCompleted);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        IdentityException error = await failure;
        Assert.Contains($"nobody answers at {Server.Endpoint.Authority}", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact(Timeout = Patience)]
    public async Task It_can_be_cancelled_while_it_waits()
    {
        WriteProfile();
        Server.Enqueue(LocalAwsActions.Container, Fault.Hold(new TaskCompletionSource().Task));
        using var cancelled = new CancellationTokenSource();

        Task<ResolvedCredential> get = Resolver.GetAsync("ecs", MintPolicy.MayPrompt, cancelled.Token);
        await Server.WaitForRequestAsync(LocalAwsActions.Container, 1, Ct);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_document_without_an_end_is_taken()
    {
        WriteProfile();
        Server.KnownSessionTokens["ASIAENDLESS"] = "t";
        Server.Enqueue(LocalAwsActions.Container, Fault.Garbage("""{"AccessKeyId":"ASIAENDLESS","SecretAccessKey":"s","Token":"t"}""", "application/json"));

        await GetAsync("ecs");

        Assert.Equal("ASIAENDLESS", Calls[0].SigningKeyId);
    }

    // Most of these addresses are not of this machine, so nothing is to be sent: a call that was cancelled before it began is refused by the rule, or cancelled.
    [Theory]
    [InlineData("http://127.0.0.1/x", true)]
    [InlineData("http://127.9.8.7:81/x", true)]
    [InlineData("http://[::1]:81/x", true)]
    [InlineData("http://localhost/x", true)]
    [InlineData("http://LOCALHOST:81/x", true)]
    [InlineData("http://169.254.170.2/x", true)]
    [InlineData("http://169.254.170.23/v1/credentials", true)]
    [InlineData("http://[fe80::1]/x", true)]
    [InlineData("http://[fd00:ec2::23]/v1/credentials", true)]
    [InlineData("https://credentials.example.invalid/x", true)]
    [InlineData("https://192.0.2.1/x", true)]
    [InlineData("http://192.0.2.1/x", false)]
    [InlineData("http://0.0.0.0/x", false)]
    [InlineData("http://10.0.0.1/x", false)]
    [InlineData("http://169.253.0.1/x", false)]
    [InlineData("http://[fd00:ec2::24]/x", false)]
    [InlineData("http://[::ffff:192.0.2.1]/x", false)]
    [InlineData("http://example.invalid/x", false)]
    [InlineData("http://localhost.example.invalid/x", false)]
    [InlineData("http://127.0.0.1.example.invalid/x", false)]
    [InlineData("http://127.0.0.1@example.invalid/x", false)]
    [InlineData("http://localhost:80@example.invalid/x", false)]
    [InlineData("http://example.invalid#@127.0.0.1/x", false)]
    public Task Keys_in_the_clear_are_asked_for_only_where_they_do_not_leave_the_machine(string address, bool allowed) => AllowedAsync(FullUri, address, allowed);

    [Theory]
    [InlineData("/v2/credentials/0123", true)]
    [InlineData("/v2/credentials?id=0123", true)]
    [InlineData("v2/credentials/0123", true)]
    [InlineData("/@example.invalid/", true)]
    [InlineData("//example.invalid/", false)]
    [InlineData("/\\example.invalid/", false)]
    [InlineData("\\\\example.invalid/", false)]
    [InlineData("http://example.invalid/", false)]
    public Task A_relative_address_has_no_host(string address, bool allowed) => AllowedAsync(RelativeUri, address, allowed);

    [Fact]
    public async Task The_relative_address_beats_the_full_one()
    {
        WriteProfile();
        Variables[RelativeUri] = "//no-path";

        Assert.Contains(RelativeUri, (await FailsAsync("ecs")).Message, StringComparison.Ordinal);
    }

    private string[] Tokens => [.. Server.RequestsOf(LocalAwsActions.Container).Select(request => request.Parameters["Authorization"])];

    private static async Task AllowedAsync(string variable, string address, bool allowed)
    {
        using var http = new MetadataHttp(TimeProvider.System);
        var credentials = new ContainerCredentials(new Dictionary<string, string> { [variable] = address }, http);
        var source = new ContainerSource("ecs", new SourceLocation("config", 3));
        Task Get() => credentials.GetAsync(source, new CancellationToken(canceled: true));

        if (allowed)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(Get);
        else
            Assert.Equal(IdentityErrorCode.InvalidProfile, (await Assert.ThrowsAsync<IdentityException>(Get)).Code);
    }

    private void WriteProfile(params string[] more)
    {
        WriteConfig(["[profile ecs]", "role_arn = arn:aws:iam::111122223333:role/Demo", "credential_source = EcsContainer", .. more]);
        Variables[FullUri] = $"{Server.Endpoint}container/role";
    }
}
