using IdentityServer.Core.Credentials;
using IdentityServer.Core.Sts;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>The role of an EC2 instance as a source: what is asked, of whom, and for how long.</summary>
public sealed class InstanceMetadataTests : ResolverTest
{
    // A request that never comes fails the test in place of holding it up, in milliseconds.
    private const int Patience = 30_000;

    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string TtlHeader = "X-aws-ec2-metadata-token-ttl-seconds";
    private const string Endpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly string[] AllActions = [LocalAwsActions.ImdsToken, LocalAwsActions.ImdsRoleName, LocalAwsActions.ImdsDocument, LocalAwsActions.AssumeRole];

    [Fact]
    public async Task A_token_then_the_role_then_its_keys_which_sign_the_call()
    {
        WriteProfile();

        await GetAsync("ec2");

        Assert.Equal(AllActions, Actions);
        Assert.Equal("PUT", Server.Requests[0].Parameters["Method"]);
        Assert.Equal("21600", Server.Requests[0].Parameters[TtlHeader]);
        Assert.All(Server.Requests.Skip(1).Take(2), request => Assert.StartsWith("AQAEAlocalTOKEN", request.Parameters[TokenHeader], StringComparison.Ordinal));
        Assert.EndsWith("/local-instance-role", Server.Requests[2].Parameters["Path"], StringComparison.Ordinal);
        Assert.StartsWith("ASIA", Calls[0].SigningKeyId, StringComparison.Ordinal);
        Assert.Contains("TOKEN", Calls[0].SecurityToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keys_are_asked_for_at_each_mint_and_not_kept()
    {
        WriteProfile("[profile other]", "role_arn = arn:aws:iam::111122223333:role/Other", "credential_source = Ec2InstanceMetadata");

        await GetAsync("ec2");
        await GetAsync("other");

        Assert.Equal([.. AllActions, .. AllActions], Actions);
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("TRUE", 0)]
    [InlineData("tRue", 0)]
    [InlineData("false", 4)]
    [InlineData("1", 4)]
    [InlineData("yes", 4)]
    [InlineData("", 4)]
    public async Task Only_true_in_any_case_switches_it_off(string value, int requests)
    {
        WriteProfile();
        Variables["AWS_EC2_METADATA_DISABLED"] = value;

        if (requests == 0)
            await FailsAsync("ec2");
        else
            await GetAsync("ec2");

        Assert.Equal(requests, Server.Requests.Count);
    }

    [Fact]
    public async Task A_service_of_version_1_only_is_not_used()
    {
        WriteProfile();
        Server.Metadata.Versions = ImdsVersions.V1Only;

        Assert.Contains("Allow version 2", (await FailsAsync("ec2")).Message, StringComparison.Ordinal);

        Assert.Equal([LocalAwsActions.ImdsToken], Actions);
    }

    [Theory(Timeout = Patience)]
    [InlineData(LocalAwsActions.ImdsToken, "no instance metadata service answers at")]
    [InlineData(LocalAwsActions.ImdsRoleName, "stopped answering. Try again")]
    [InlineData(LocalAwsActions.ImdsDocument, "stopped answering. Try again")]
    public async Task An_answer_that_takes_longer_than_a_second_is_not_waited_for(string action, string says)
    {
        WriteProfile();
        Server.Enqueue(action, Fault.Hold(new TaskCompletionSource().Task));

        Task<IdentityException> failure = FailsAsync("ec2");
        await Server.WaitForRequestAsync(action, 1, Ct);
        Time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(failure.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        IdentityException error = await failure;
        Assert.Equal(IdentityErrorCode.InvalidProfile, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(action, Actions[^1]);
    }

    [Fact(Timeout = Patience)]
    public async Task Each_call_has_a_second_of_its_own()
    {
        WriteProfile();
        string[] slow = AllActions[..3];
        foreach (string action in slow)
        {
            TaskCompletionSource gate = new();
            Server.Enqueue(action, Fault.Hold(gate.Task));
            _ = Server.WaitForRequestAsync(action, 1, Ct).ContinueWith(
                _ =>
                {
                    Time.Advance(Limit * 0.9);
                    gate.SetResult();
                },
                TaskScheduler.Default);
        }

        await GetAsync("ec2");

        Assert.Single(Calls);
    }

    [Theory(Timeout = Patience)]
    [InlineData(LocalAwsActions.ImdsToken)]
    [InlineData(LocalAwsActions.ImdsRoleName)]
    [InlineData(LocalAwsActions.ImdsDocument)]
    public async Task It_can_be_cancelled_while_it_waits(string action)
    {
        WriteProfile();
        Server.Enqueue(action, Fault.Hold(new TaskCompletionSource().Task));
        using var cancelled = new CancellationTokenSource();

        Task<ResolvedCredential> get = Resolver.GetAsync("ec2", MintPolicy.MayPrompt, cancelled.Token);
        await Server.WaitForRequestAsync(action, 1, Ct);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        Assert.Empty(CacheEntries());
    }

    [Theory]
    [InlineData("", "/latest/api/token")]
    [InlineData("/", "/latest/api/token")]
    [InlineData("//", "/latest/api/token")]
    [InlineData("/behind/a/path", "/behind/a/path/latest/api/token")]
    [InlineData("/behind/a/path/", "/behind/a/path/latest/api/token")]
    [InlineData("//127.0.0.1:1/path", "//127.0.0.1:1/path/latest/api/token")]
    [InlineData("/?query=1#fragment", "/latest/api/token")]
    public async Task The_path_of_the_endpoint_comes_before_the_path_of_the_service(string ending, string path)
    {
        WriteProfile();
        Variables[Endpoint] = Server.Endpoint.ToString().TrimEnd('/') + ending;

        if (path == "/latest/api/token")
            await GetAsync("ec2");
        else
            await FailsAsync("ec2");

        Assert.Equal(path, Server.Requests[0].Parameters["Path"]);
    }

    [Fact]
    public async Task The_endpoint_of_the_environment_beats_that_of_the_profile()
    {
        WriteProfile("ec2_metadata_service_endpoint = http://127.0.0.1:1");

        await GetAsync("ec2");

        Assert.Single(Calls);
    }

    [Fact]
    public async Task The_endpoint_may_stand_in_the_profile()
    {
        WriteProfile($"ec2_metadata_service_endpoint = {Server.Endpoint}", "ec2_metadata_service_endpoint_mode = IPv6");
        Variables.Remove(Endpoint);

        await GetAsync("ec2");

        Assert.Single(Calls);
    }

    // Neither address is on this machine: the plan says which one it would be.
    [Theory]
    [InlineData(null, null, "http://169.254.169.254")]
    [InlineData(null, "IPv4", "http://169.254.169.254")]
    [InlineData(null, "ipv6", "http://[fd00:ec2::254]")]
    [InlineData("IPv6", "ipv4", "http://[fd00:ec2::254]")]
    [InlineData("IPv4", "IPv6", "http://169.254.169.254")]
    public void The_mode_chooses_the_address_of_the_service(string? variable, string? setting, string address)
    {
        using var files = new TemporaryConfig(
            ["[profile ec2]", "role_arn = arn:aws:iam::111122223333:role/Demo", "credential_source = Ec2InstanceMetadata", $"ec2_metadata_service_endpoint_mode = {setting}"], null);
        Dictionary<string, string> environment = variable is null ? [] : new() { ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = variable };

        CredentialPlan plan = new CredentialPlanner(environment).Plan(files.Read(), "ec2");

        Assert.Equal(address, Assert.IsType<InstanceMetadataSource>(plan.Base).Endpoint);
    }

    [Theory]
    [InlineData("one\ntwo\n", "one")]
    [InlineData("  one\r\n", "one")]
    public async Task The_first_line_names_the_role(string answer, string role)
    {
        WriteProfile();
        Server.Metadata.RoleName = role;
        Server.Enqueue(LocalAwsActions.ImdsRoleName, Fault.Garbage(answer, "text/plain"));

        await GetAsync("ec2");

        Assert.EndsWith("/" + role, Server.Requests[2].Parameters["Path"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_may_have_every_character_that_IAM_allows()
    {
        WriteProfile();
        Server.Metadata.RoleName = "A+b=c,d.e@f-g_9";

        await GetAsync("ec2");

        Assert.Single(Calls);
    }

    // The service compares names as they arrive: what is escaped is another name to it. (The loopback AWS would unescape it.)
    [Fact]
    public async Task The_name_of_the_role_is_sent_as_it_came()
    {
        const string Role = "A+b=c,d.e@f-g_9";
        await using var service = new RawService("token", Role, """{"AccessKeyId":"ASIARAW","SecretAccessKey":"s","Token":"t"}""");
        WriteProfile();
        Variables[Endpoint] = service.Endpoint;
        Server.KnownSessionTokens["ASIARAW"] = "t";

        await GetAsync("ec2");

        Assert.Equal($"GET /latest/meta-data/iam/security-credentials/{Role} HTTP/1.1", service.RequestLines[2]);
        Assert.Equal("ASIARAW", Calls[0].SigningKeyId);
    }

    [Theory]
    [InlineData("""{"Code":"Failed","AccessKeyId":"ASIAWHOLE","SecretAccessKey":"s","Token":"t","Expiration":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"AccessKeyId":"ASIAWHOLE","SecretAccessKey":"s","Token":"t"}""")]
    [InlineData("""{"AccessKeyId":"ASIAWHOLE","SecretAccessKey":"s","Token":"t","Expiration":"soon","More":[1]}""")]
    [InlineData("""{"AccessKeyId":"ASIAWHOLE","SecretAccessKey":"s","Token":"t","Expiration":"2001-01-01T00:00:00Z"}""")]
    public async Task A_document_with_all_keys_is_taken_whatever_else_it_says(string document)
    {
        // As botocore does. Keys that have ended are given out too: the service prolongs them when it has no new ones.
        WriteProfile();
        Server.KnownSessionTokens["ASIAWHOLE"] = "t";
        Server.Enqueue(LocalAwsActions.ImdsDocument, Fault.Garbage(document, "text/plain"));

        await GetAsync("ec2");

        Assert.Equal("ASIAWHOLE", Calls[0].SigningKeyId);
    }

    private string[] Actions => [.. Server.Requests.Select(request => request.Action)];

    private void WriteProfile(params string[] more)
    {
        WriteConfig(["[profile ec2]", "role_arn = arn:aws:iam::111122223333:role/Demo", "credential_source = Ec2InstanceMetadata", .. more]);
        Variables[Endpoint] = Server.Endpoint.ToString();
    }
}
