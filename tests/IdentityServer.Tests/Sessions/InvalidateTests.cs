using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>Signing out: what is removed, what is left, and what is not an id.</summary>
public sealed class InvalidateTests
{
    private const string Forty = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public async Task Invalidating_by_id_removes_the_session_and_the_next_request_makes_a_new_one()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Home.Write(".aws/cli/cache/other.json", "{}");
        ServerProcess server = await stage.ConnectAsync();
        JsonObject first = await server.GetAsync("demo");
        AssertEmptyObject(await server.InvalidateAsync(IdOf(first)));
        Assert.Equal(["other.json"], stage.Home.CacheFiles());

        JsonObject second = await server.GetAsync("demo");
        Assert.NotEqual(AccessKeyOf(first), AccessKeyOf(second));
        Assert.Equal(IdOf(first), IdOf(second));
        Assert.Equal(2, stage.AssumeRoleCalls);
    }

    [Fact]
    public async Task The_first_revision_names_the_profile_instead()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        await server.GetAsync("demo");
        AssertEmptyObject(await server.RequestAsync(InvalidateStsCredential, new JsonObject { ["profileName"] = "demo" }));
        Assert.Empty(stage.Home.CacheFiles());
    }

    [Fact]
    public async Task An_id_from_another_process_will_do()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        string id = IdOf(await (await stage.ConnectAsync()).GetAsync("demo"));
        AssertEmptyObject(await (await stage.ConnectAsync()).InvalidateAsync(id));
        Assert.Empty(stage.Home.CacheFiles());
    }

    [Fact]
    public async Task A_process_that_still_knows_the_session_does_not_bring_it_back()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess first = await stage.ConnectAsync();
        JsonObject minted = await first.GetAsync("demo");
        AssertEmptyObject(await (await stage.ConnectAsync()).InvalidateAsync(IdOf(minted)));
        Assert.NotEqual(AccessKeyOf(minted), AccessKeyOf(await first.GetAsync("demo")));
    }

    [Fact]
    public async Task Invalidating_twice_succeeds_twice()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        string id = IdOf(await server.GetAsync("demo"));
        AssertEmptyObject(await server.InvalidateAsync(id));
        AssertEmptyObject(await server.InvalidateAsync(id));
    }

    [Fact]
    public async Task A_client_signs_out_of_static_profiles_too()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        await server.GetAsync("demo");
        IReadOnlyDictionary<string, string> before = stage.Home.Snapshot();
        AssertEmptyObject(await server.InvalidateAsync(IdOf(await server.GetAsync("base"))));
        AssertEmptyObject(await server.RequestAsync(InvalidateStsCredential, new JsonObject { ["profileName"] = "base" }));
        Assert.Equal(before, stage.Home.Snapshot());
        Assert.Equal(Profiles.BaseKey, AccessKeyOf(await server.GetAsync("base")));
    }

    [Fact]
    public async Task An_id_that_nothing_is_kept_under_succeeds()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        IReadOnlyDictionary<string, string> before = stage.Home.Snapshot();
        AssertEmptyObject(await server.InvalidateAsync(Forty));
        Assert.Equal(before, stage.Home.Snapshot());
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("demo")]
    [InlineData("completion")]
    [InlineData("0123456789abcdef0123456789abcdef012345670")]
    [InlineData("0123456789abcdef0123456789abcdef0123456")]
    [InlineData("ECD91D7989471012B3D38D435D4D037A581676A5")]
    [InlineData("ecd91d7989471012b3d38d435d4d037a581676a5\n")]
    [InlineData("ecd91d7989471012b3d38d435d4d037a581676a5.json")]
    [InlineData("ecd91d7989471012b3d38d435d4d037a581676a５")]
    [InlineData("../cache/ecd91d7989471012b3d38d435d4d037a")]
    [InlineData("ecd91d7989471012b3d38d435d4d037a581676a5\0")]
    public async Task What_has_not_the_form_of_an_id_is_invalid_and_touches_no_file(string id)
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Home.Write(".aws/x.json", "{}");
        stage.Home.Write(".aws/cli/cache/completion.json", "{}");
        ServerProcess server = await stage.ConnectAsync();
        await server.GetAsync("demo");
        IReadOnlyDictionary<string, string> before = stage.Home.Snapshot();
        ErrorOf(await server.InvalidateAsync(id)).Is("E_INVALID_STS_CREDENTIAL");
        Assert.Equal(before, stage.Home.Snapshot());
    }

    [Fact]
    public async Task An_entry_of_another_tool_is_not_removed_by_the_name_of_its_file()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Home.Write($".aws/cli/cache/{Forty}.json", """{"ProviderType":"sso","Credentials":{}}""");
        await (await stage.ConnectAsync()).InvalidateAsync(Forty);
        Assert.Equal([Forty + ".json"], stage.Home.CacheFiles());
    }

    private static void AssertEmptyObject(JsonObject response) => Assert.Equal("{}", ResultOf(response).ToJsonString());
}
