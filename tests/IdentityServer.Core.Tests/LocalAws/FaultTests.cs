using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.LocalAws;

public sealed class FaultTests : LocalAwsTest
{
    [Fact]
    public async Task An_error_meets_one_request_and_is_logged()
    {
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Error(400, "RegionDisabledException", "STS is not activated in this region."));

        AmazonSecurityTokenServiceException refusal = await RefusedAsync(() => AssumeAsync(), "RegionDisabledException");
        await AssumeAsync();

        Assert.Equal("STS is not activated in this region.", refusal.Message);
        Assert.Equal(ErrorType.Sender, refusal.ErrorType);
        Assert.Equal(2, Server.RequestsOf(LocalAwsActions.AssumeRole).Count);
    }

    [Fact]
    public async Task An_error_of_the_service_says_so()
    {
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Error(503, "ServiceUnavailable", "later"));

        Assert.Equal(ErrorType.Receiver, (await RefusedAsync(() => AssumeAsync(), "ServiceUnavailable")).ErrorType);
    }

    [Fact]
    public async Task A_fault_waits_for_its_own_action()
    {
        Server.Enqueue(LocalAwsActions.GetCallerIdentity, Fault.Error(403, "AccessDenied", "no"));
        await AssumeAsync();
        using AmazonSecurityTokenServiceClient sts = Sts();

        await RefusedAsync(() => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Ct), "AccessDenied");
    }

    [Fact]
    public async Task A_drop_closes_the_connection()
    {
        Server.Enqueue(LocalAwsActions.Container, Fault.Drop());

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(HttpMethod.Get, "container"));

        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "container")).Status);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task A_drop_must_be_repeated_to_reach_the_caller_of_the_sdk()
    {
        // The SDK answers a connection reset with ten attempts of its own, whatever its retry settings say.
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Drop(), times: 11);

        await Assert.ThrowsAnyAsync<Exception>(() => AssumeAsync());

        Assert.Equal(11, Server.Requests.Count);
    }

    [Fact]
    public async Task Garbage_arrives_as_it_was_given()
    {
        Server.Enqueue(LocalAwsActions.Container, Fault.Garbage("<html>Sign in to the hotel</html>"));
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Garbage("<html>Sign in to the hotel</html>"));

        Assert.Equal((200, "<html>Sign in to the hotel</html>"), await SendAsync(HttpMethod.Get, "container"));

        // The SDK takes any well-formed page for an answer with nothing in it.
        Assert.Null((await AssumeAsync()).Credentials);
    }

    [Fact]
    public async Task Garbage_that_is_no_xml_fails_in_the_sdk()
    {
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Garbage("upstream timed out", "text/plain", 502));

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => AssumeAsync());
    }

    [Fact]
    public async Task A_held_request_has_arrived_but_is_answered_only_once_the_gate_opens()
    {
        TaskCompletionSource gate = new();
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Hold(gate.Task));
        Task<LoggedRequest> second = Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 2, Ct);

        Task<AssumeRoleResponse> held = AssumeAsync();
        await Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 1, Ct);
        Assert.False(second.IsCompleted);
        AssumeRoleResponse overtaking = await AssumeAsync();
        Assert.Same(Server.RequestsOf(LocalAwsActions.AssumeRole)[1], await second);
        Assert.False(held.IsCompleted);
        Time.Advance(TimeSpan.FromMinutes(1));
        gate.SetResult();

        // The held session was minted after the gate opened: it ends that minute later.
        Assert.Equal(TimeSpan.FromMinutes(1), (await held).Credentials.Expiration - overtaking.Credentials.Expiration);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        Task<LoggedRequest> wait = Server.WaitForRequestAsync(LocalAwsActions.AssumeRole, 1, cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    // The limit is below the half minute that Kestrel would wait for a request in flight.
    [Fact(Timeout = 15_000)]
    public async Task A_server_that_ends_lets_go_of_held_requests()
    {
        LocalAwsServer other = await LocalAwsServer.StartAsync();
        other.Enqueue(LocalAwsActions.Container, Fault.Hold(new TaskCompletionSource().Task));
        Task<HttpResponseMessage> held = Http.GetAsync(new Uri(other.Endpoint, "container"), Ct);
        await other.WaitForRequestAsync(LocalAwsActions.Container, 1, Ct);

        await other.DisposeAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => held);
    }

    [Fact]
    public void A_fault_for_an_action_that_does_not_exist_is_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => Server.Enqueue("imds:rolename", Fault.Drop()));
    }
}
