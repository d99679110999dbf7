using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>What other windows and the AWS CLI do to a session that this server has handed out.</summary>
public sealed class CacheChangesTests
{
    [Fact]
    public async Task An_entry_that_another_tool_renews_is_told_once_and_handed_out_without_a_call()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        JsonObject first = await server.GetAsync("demo");

        stage.Home.WriteCacheEntry(Profiles.DemoCacheKey, "ASIAOFTHECLI0000001", TempHome.InAnHour("Z")); // In place, as the AWS CLI v2 does.

        Assert.Equal(("Refreshed", IdOf(first)), await ChangeAsync(server));
        Assert.Equal("ASIAOFTHECLI0000001", AccessKeyOf(await server.GetAsync("demo")));
        Assert.Equal(1, stage.AssumeRoleCalls);

        // The removal that follows is the clock of the next line: nothing was told twice before it.
        File.Delete(stage.Home.CacheEntryPath(Profiles.DemoCacheKey));
        Assert.Equal(("Expired", IdOf(first)), await ChangeAsync(server));
        Assert.Equal(2, server.Received.Count(message => (string?)message["method"] == StsCredentialChanged));
    }

    [Fact]
    public async Task To_invalidate_in_one_window_reaches_the_others_and_so_does_the_next_login()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Mfa);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;
        ServerProcess one = await stage.ConnectAsync();
        ServerProcess other = await stage.ConnectAsync();
        MfaPrompts prompts = new(one, ClientReply.MfaCode(Profiles.MfaCode), ClientReply.MfaCode(Profiles.MfaCode));
        JsonObject first = await one.GetAsync("mfa");
        Assert.Equal(AccessKeyOf(first), AccessKeyOf(await other.GetAsync("mfa")));

        ResultOf(await one.InvalidateAsync(IdOf(first)));
        Assert.Equal(("Expired", IdOf(first)), await ChangeAsync(other));

        JsonObject second = await one.GetAsync("mfa");
        Assert.Equal(("Refreshed", IdOf(first)), await ChangeAsync(other));
        Assert.Equal(AccessKeyOf(second), AccessKeyOf(await other.GetAsync("mfa")));
        Assert.Equal(2, prompts.Prompts.Count);
        Assert.DoesNotContain(one.Received, message => (string?)message["method"] == StsCredentialChanged);
    }

    [Fact]
    public async Task A_removed_folder_is_told_and_comes_back_with_the_next_login()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        JsonObject first = await server.GetAsync("demo");

        Directory.Delete(stage.Home.CacheFolder, recursive: true);
        Assert.Equal(("Expired", IdOf(first)), await ChangeAsync(server));

        JsonObject second = await server.GetAsync("demo");
        Assert.NotEqual(AccessKeyOf(first), AccessKeyOf(second));
        File.Delete(stage.Home.CacheEntryPath(Profiles.DemoCacheKey));
        Assert.Equal(("Expired", IdOf(first)), await ChangeAsync(server));
    }

    private static async Task<(string? Kind, string? Id)> ChangeAsync(ServerProcess server)
    {
        var watch = Stopwatch.StartNew();
        JsonNode told = (await server.NextNotificationAsync(StsCredentialChanged))["params"]!;
        TimeSpan took = watch.Elapsed;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{told["kind"]} was told {took.TotalSeconds:F2} s after the change"));
        Assert.True(took < TimeSpan.FromSeconds(2) + Patience.Slack, $"The change was told after {took.TotalSeconds:F1} s.");
        return ((string?)told["kind"], (string?)told["stsCredentialId"]);
    }
}
