using System.Text.Json.Nodes;
using IdentityServer.Core.Profiles;

namespace IdentityServer.Core.Tests.Profiles;

public class ProfileListingTests
{
    private static readonly CaseTable Table = new("Profiles/listing-cases.json");

    private static readonly string[] Keys = ["[profile p]", "aws_access_key_id = AKIAP", "aws_secret_access_key = sp"];

    public static TheoryData<string> Names => Table.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Listing(string name)
    {
        ListingCase row = Table.Read<ListingCase>(name, CaseJson.Options);

        ProfileListing listing = Of(row.Config, row.Credentials);

        string expected = new JsonObject { ["profiles"] = row.Profiles, ["ssoSessions"] = row.SsoSessions }.ToJsonString();
        Assert.True(expected == Describe(listing), $"{row.Because}\nexpected {expected}\nfound    {Describe(listing)}");
    }

    [Theory]
    [InlineData("a setting that is listed", false, "aws_secret_access_key = other")]
    [InlineData("a setting that makes no kind", false, "region = r")]
    [InlineData("another profile", false, "[profile q]")]
    [InlineData("an sso-session", false, "[sso-session s]")]
    [InlineData("a setting of an sso-session", false, "[sso-session s]", "sso_region = r")]
    [InlineData("a comment", true, "# not shown")]
    [InlineData("a setting that is not listed", true, "output = json")]
    [InlineData("a blank setting", true, "region =")]
    public void Two_listings_are_equal_where_a_client_would_show_the_same(string what, bool equal, params string[] added)
    {
        ProfileListing before = Of(Keys);
        ProfileListing after = Of([.. Keys, .. added]);
        Assert.True(equal == before.Equals(after), what);
        Assert.True(!equal || before.GetHashCode() == after.GetHashCode(), what);
    }

    [Fact]
    public void A_kind_that_an_unlisted_setting_takes_away_is_a_difference()
    {
        string[] token = ["[profile p]", "sso_session = s"];
        Assert.NotEqual(Of(token), Of([.. token, "sso_account_id = 1"]));
    }

    [Fact]
    public void A_listing_prints_no_values()
    {
        ListedProfile profile = Of(Keys).Profiles.Single();
        Assert.DoesNotContain("sp", string.Join(' ', profile.Settings.Select(setting => setting.ToString())) + profile, StringComparison.Ordinal);
    }

    private static ProfileListing Of(IReadOnlyList<string> config, IReadOnlyList<string>? credentials = null)
    {
        using var files = new TemporaryConfig(config, credentials);
        return ProfileListing.Of(files.Read());
    }

    private static string Describe(ProfileListing listing) => new JsonObject
    {
        ["profiles"] = new JsonArray([.. listing.Profiles.Select(profile => new JsonObject
        {
            ["name"] = profile.Name,
            ["kinds"] = new JsonArray([.. profile.Kinds.Select(kind => JsonValue.Create(kind.ToString()))]),
            ["settings"] = Describe(profile.Settings),
        })]),
        ["ssoSessions"] = new JsonArray([.. listing.SsoSessions.Select(session => new JsonObject { ["name"] = session.Name, ["settings"] = Describe(session.Settings) })]),
    }.ToJsonString();

    private static JsonObject Describe(IEnumerable<ListedSetting> settings) =>
        new(settings.Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)setting.Value)));

    private sealed record ListingCase(
        string Name, string Because, string[] Config, JsonArray Profiles, JsonArray SsoSessions, string[]? Credentials = null);
}
