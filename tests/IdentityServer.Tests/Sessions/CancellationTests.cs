using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>A request that is cancelled is still answered, at once, wherever it stands.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task A_request_in_the_middle_of_AssumeRole_is_cancelled()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        TaskCompletionSource gate = new();
        stage.Aws.Enqueue("AssumeRole", Fault.Hold(gate.Task));
        ServerProcess server = await stage.ConnectAsync();
        PendingRequest request = await server.BeginAsync(GetIamCredential, CredentialParams("demo"));
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);

        await server.CancelAsync(request);
        AssertCancelled(await request.ResponseAsync());
        Assert.Empty(stage.Home.CacheFiles());
        gate.SetResult();
        Assert.StartsWith("ASIA", AccessKeyOf(await server.GetAsync("demo")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_in_the_middle_of_a_prompt_is_cancelled_and_so_is_the_prompt()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, new ClientReply.Never());
        PendingRequest request = await server.BeginAsync(GetIamCredential, CredentialParams("mfa"));
        JsonObject prompt = await prompts.WaitForAsync(1);

        await server.CancelAsync(request);
        AssertCancelled(await request.ResponseAsync());
        JsonObject cancel = await server.NextNotificationAsync("$/cancelRequest");
        Assert.True(JsonNode.DeepEquals(prompt["id"], cancel["params"]!["id"]), $"{cancel.ToJsonString()} is not about {prompt.ToJsonString()}");
        Assert.Equal(0, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_client_may_still_answer_the_prompt_that_was_cancelled()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, new ClientReply.Never(), ClientReply.MfaCode(Profiles.MfaCode));
        PendingRequest request = await server.BeginAsync(GetIamCredential, CredentialParams("mfa"));
        JsonObject prompt = await prompts.WaitForAsync(1);
        await server.CancelAsync(request);
        AssertCancelled(await request.ResponseAsync());

        await server.ReplyAsync(prompt["id"]!, new ClientReply.Error(-32800, "Cancelled."));
        await server.GetAsync("mfa");
        Assert.Equal(2, prompts.Prompts.Count);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_request_in_the_middle_of_a_credential_process_is_cancelled()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The process of this test is a POSIX one.");
            return;
        }

        await using Stage stage = await Stage.OpenAsync();
        string started = stage.Home.Path("started");
        stage.Home.WriteConfig($"[profile slow]\ncredential_process = sh -c 'echo > {started}; sleep 60'\n");
        ServerProcess server = await stage.ConnectAsync();
        PendingRequest request = await server.BeginAsync(GetIamCredential, CredentialParams("slow"));
        while (!File.Exists(started)) await server.AssertServesAsync();
        await server.CancelAsync(request);
        AssertCancelled(await request.ResponseAsync());
    }

    [Fact]
    public async Task Cancelling_one_of_two_requests_for_a_role_leaves_the_other_its_answer()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        TaskCompletionSource gate = new();
        stage.Aws.Enqueue("AssumeRole", Fault.Hold(gate.Task));
        ServerProcess server = await stage.ConnectAsync();
        PendingRequest first = await server.BeginAsync(GetIamCredential, CredentialParams("demo"));
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);
        PendingRequest second = await server.BeginAsync(GetIamCredential, CredentialParams("demo"));
        await server.AssertServesAsync();

        await server.CancelAsync(first);
        AssertCancelled(await first.ResponseAsync());
        gate.SetResult();
        Assert.StartsWith("ASIA", AccessKeyOf(ResultOf(await second.ResponseAsync()).AsObject()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_a_string_can_be_cancelled_too()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        TaskCompletionSource gate = new();
        stage.Aws.Enqueue("AssumeRole", Fault.Hold(gate.Task));
        ServerProcess server = await stage.ConnectAsync();
        await server.SendAsync(Frame.Request("seven", GetIamCredential, CredentialParams("demo")));
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);
        await server.NotifyAsync("$/cancelRequest", new JsonObject { ["id"] = "seven" });
        AssertCancelled(await server.ResponseToAsync("seven"));
        gate.SetResult();
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_changes_nothing()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        ServerProcess server = await stage.ConnectAsync();
        PendingRequest request = await server.BeginAsync(GetIamCredential, CredentialParams("base"));
        ResultOf(await request.ResponseAsync());
        await server.CancelAsync(request);
        Assert.Equal(Profiles.BaseKey, AccessKeyOf(await server.GetAsync("base")));
    }

    private static void AssertCancelled(JsonObject response)
    {
        RpcError error = ErrorOf(response);
        Assert.Equal((-32800, "E_CANCELLED"), (error.Code, error.AwsErrorCode));
    }
}
