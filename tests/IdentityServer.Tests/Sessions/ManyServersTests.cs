using System.Diagnostics;
using System.Globalization;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Several servers, as several windows have them, that want one role at one time.</summary>
public sealed class ManyServersTests
{
    private const int Count = 16;

    [Fact]
    public async Task Sixteen_servers_that_want_one_MFA_role_make_one_call_and_one_prompt()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        var gate = new TaskCompletionSource();
        stage.Aws.Enqueue("AssumeRole", Fault.Hold(gate.Task));
        ServerProcess[] servers = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => stage.ConnectAsync()));
        MfaPrompts[] prompts = [.. servers.Select(server => new MfaPrompts(server, ClientReply.MfaCode(Profiles.MfaCode)))];

        PendingRequest[] requests = await Task.WhenAll(servers.Select(server => server.BeginAsync(GetIamCredential, CredentialParams("mfa"))));
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);
        gate.SetResult();
        string[] keys = await Task.WhenAll(requests.Select(async request => AccessKeyOf(ResultOf(await request.ResponseAsync()).AsObject())));

        TestContext.Current.TestOutputHelper?.WriteLine($"{Count} servers: {stage.AssumeRoleCalls} AssumeRole calls, {prompts.Sum(prompt => prompt.Prompts.Count)} prompts, {keys.Distinct().Count()} credential");
        Assert.Single(keys.Distinct());
        Assert.Equal(1, stage.AssumeRoleCalls);
        Assert.Equal(1, prompts.Sum(prompt => prompt.Prompts.Count));
    }

    [Fact]
    public async Task When_the_one_that_calls_is_killed_the_others_go_on_within_five_seconds()
    {
        const int Others = 3;
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        var never = new TaskCompletionSource();
        stage.Aws.Enqueue("AssumeRole", Fault.Hold(never.Task));
        ServerProcess first = await stage.ConnectAsync();
        ServerProcess[] others = await Task.WhenAll(Enumerable.Range(0, Others).Select(_ => stage.ConnectAsync()));
        await first.BeginAsync(GetIamCredential, CredentialParams("demo"));
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);
        PendingRequest[] waiting = await Task.WhenAll(others.Select(other => other.BeginAsync(GetIamCredential, CredentialParams("demo"))));

        first.Kill();
        var watch = Stopwatch.StartNew();
        string[] keys = await Task.WhenAll(waiting.Select(async request => AccessKeyOf(ResultOf(await request.ResponseAsync()).AsObject())));
        TimeSpan took = watch.Elapsed;

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Others} servers went on {took.TotalSeconds:F2} s after the one that was calling was killed"));
        Assert.True(took < TimeSpan.FromSeconds(5) + Patience.Slack, $"They took {took.TotalSeconds:F1} s to go on.");
        Assert.Single(keys.Distinct());
        Assert.Equal(2, stage.AssumeRoleCalls);
        never.SetResult();
    }
}
