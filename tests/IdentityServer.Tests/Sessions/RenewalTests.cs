using System.Globalization;
using System.Text.Json.Nodes;
using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>
/// What becomes of a credential as its end comes near. A real process has a real clock, so sessions here live just long enough for the moment
/// to come within seconds, and the tests wait for the notification.
/// </summary>
public sealed class RenewalTests
{
    private static readonly TimeSpan AlmostInItsLastFiveMinutes = TimeSpan.FromSeconds(302);
    private static readonly TimeSpan AFewSeconds = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_credential_without_MFA_is_renewed_in_its_last_five_minutes()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.SessionLifetime = AlmostInItsLastFiveMinutes;
        ServerProcess server = await stage.ConnectAsync();
        JsonObject first = await server.GetAsync("demo");
        stage.Aws.SessionLifetime = null;

        await AssertChangedAsync(server, "Refreshed", first);
        JsonObject second = await server.GetAsync("demo");
        Assert.NotEqual(AccessKeyOf(first), AccessKeyOf(second));
        Assert.Equal(IdOf(first), IdOf(second));
        Assert.Equal(AccessKeyOf(second), (string?)stage.Home.ReadCacheEntry(Profiles.DemoCacheKey)["Credentials"]!["AccessKeyId"]);
        Assert.Equal(2, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_session_found_in_the_cache_is_renewed_too()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        string end = (TimeProvider.System.GetUtcNow() + AlmostInItsLastFiveMinutes + AFewSeconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        stage.Home.WriteCacheEntry(Profiles.DemoCacheKey, "ASIAFROMTHECLI", end);
        ServerProcess server = await stage.ConnectAsync();
        JsonObject first = await server.GetAsync("demo");
        // With so little left a server may as well make a new one at once; then there is nothing to wait for.
        if (AccessKeyOf(first) != "ASIAFROMTHECLI") return;
        await AssertChangedAsync(server, "Refreshed", first);
        Assert.StartsWith("ASIA", AccessKeyOf(await server.GetAsync("demo")), StringComparison.Ordinal);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task A_credential_with_MFA_tells_its_end_and_nobody_is_prompted()
    {
        await using Stage stage = await OpenMfaAsync();
        stage.Aws.SessionLifetime = AFewSeconds;
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, ClientReply.MfaCode(Profiles.MfaCode));
        JsonObject result = await server.GetAsync("mfa");
        var end = DateTimeOffset.Parse((string)CredentialsOf(result)["expiration"]!, CultureInfo.InvariantCulture);

        await AssertChangedAsync(server, "Expired", result);
        TimeSpan early = end - TimeProvider.System.GetUtcNow();
        Assert.True(early < TimeSpan.FromSeconds(1), $"It was said to be over {early.TotalSeconds:F1} s before its end.");
        Assert.Single(prompts.Prompts);
        Assert.Equal(1, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task After_the_end_the_next_request_prompts_again()
    {
        await using Stage stage = await OpenMfaAsync();
        stage.Aws.SessionLifetime = AFewSeconds;
        ServerProcess server = await stage.ConnectAsync();
        MfaPrompts prompts = new(server, ClientReply.MfaCode(Profiles.MfaCode), ClientReply.MfaCode(Profiles.MfaCode));
        JsonObject first = await server.GetAsync("mfa");
        await AssertChangedAsync(server, "Expired", first);
        stage.Aws.SessionLifetime = null;
        Assert.NotEqual(AccessKeyOf(first), AccessKeyOf(await server.GetAsync("mfa")));
        Assert.Equal(2, prompts.Prompts.Count);
    }

    [Fact]
    public async Task A_renewal_that_keeps_failing_ends_in_Expired()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.SessionLifetime = AFewSeconds;
        stage.Aws.Enqueue("AssumeRole", Fault.Hold(Task.CompletedTask));
        stage.Aws.Enqueue("AssumeRole", Fault.Error(403, "AccessDenied", "Not any more."), times: 200);
        ServerProcess server = await stage.ConnectAsync();
        JsonObject result = await server.GetAsync("demo");
        await AssertChangedAsync(server, "Expired", result);
        (await server.GetErrorAsync("demo")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
    }

    [Fact]
    public async Task A_credential_that_was_invalidated_tells_nothing_more()
    {
        await using Stage stage = await OpenMfaAsync();
        stage.Aws.SessionLifetime = AFewSeconds;
        ServerProcess server = await stage.ConnectAsync();
        _ = new MfaPrompts(server, ClientReply.MfaCode(Profiles.MfaCode), ClientReply.MfaCode(Profiles.MfaCode));
        JsonObject signedOut = await server.GetAsync("mfa");
        ResultOf(await server.InvalidateAsync(IdOf(signedOut)));
        // The second one ends later than the first would have: its end shows that the first one's has passed in silence.
        JsonObject clock = await server.GetAsync("mfa2");
        await AssertChangedAsync(server, "Expired", clock);
        AssertSilentAbout(server, signedOut);
    }

    [Fact]
    public async Task After_shutdown_the_timers_are_still()
    {
        await using Stage stage = await OpenMfaAsync();
        stage.Aws.SessionLifetime = AFewSeconds;
        ServerProcess server = await stage.ConnectAsync();
        _ = new MfaPrompts(server, ClientReply.MfaCode(Profiles.MfaCode));
        JsonObject result = await server.GetAsync("mfa");
        await server.ShutdownAsync();
        // Another process, with a credential that ends later, is the clock of this test.
        ServerProcess other = await stage.ConnectAsync();
        _ = new MfaPrompts(other, ClientReply.MfaCode(Profiles.MfaCode));
        await AssertChangedAsync(other, "Expired", await other.GetAsync("mfa2"));
        await server.NotifyAsync("exit");
        Assert.Equal(0, await server.ExitCodeAsync());
        AssertSilentAbout(server, result);
    }

    private static async Task<Stage> OpenMfaAsync()
    {
        Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        return stage;
    }

    private static async Task AssertChangedAsync(ServerProcess server, string kind, JsonObject credential)
    {
        JsonNode told = (await server.NextNotificationAsync(StsCredentialChanged))["params"]!;
        Assert.Equal(kind, (string?)told["kind"]);
        Assert.Equal(IdOf(credential), (string?)told["stsCredentialId"]);
    }

    private static void AssertSilentAbout(ServerProcess server, JsonObject credential) => Assert.DoesNotContain(
        server.Received,
        message => (string?)message["method"] == StsCredentialChanged && (string?)message["params"]!["stsCredentialId"] == IdOf(credential));
}
