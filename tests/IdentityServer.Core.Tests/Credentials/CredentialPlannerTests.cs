using System.Text.Json;
using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Tests.Credentials;

public class CredentialPlannerTests
{
    private static readonly CaseTable Table = new("Credentials/plan-cases.json");
    private static readonly string[] SecretSettings = ["aws_secret_access_key", "aws_session_token", "credential_process"];

    public static TheoryData<string> Names => Table.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_profile_gives_the_plan_or_the_error_of_its_row(string name)
    {
        PlanCase row = Table.Read<PlanCase>(name, CaseJson.Options);
        using var files = new TemporaryConfig(row.Config, row.Credentials);
        var planner = new CredentialPlanner(row.Environment ?? []);

        if (row.Expect.Error is { } error)
            AssertError(row, error, Assert.Throws<IdentityException>(() => planner.Plan(files.Read(), row.Profile)), files);
        else
            AssertPlan(row, planner.Plan(files.Read(), row.Profile));
    }

    [Fact]
    public void Ids_of_static_and_process_profiles_are_distinct_and_well_formed()
    {
        string[] keys = ["aws_access_key_id = AKIASAME", "aws_secret_access_key = same"];
        string[] process = ["credential_process = /opt/same"];
        using var files = new TemporaryConfig(
            ["[default]", .. keys, "[profile a]", .. keys, "[profile A]", .. keys, "[profile b]", .. process, "[profile c]", .. process], null);
        var planner = new CredentialPlanner(new Dictionary<string, string>());

        List<string> ids = [.. files.Read().Profiles.Keys.Select(name => planner.Plan(files.Read(), name).Id)];

        Assert.Equal(5, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{40}$", id));
    }

    [Fact]
    public void Ids_of_static_and_process_profiles_stay_when_the_files_around_them_change()
    {
        string[] profiles = ["[profile a]", "aws_access_key_id = AKIAA", "aws_secret_access_key = s", "[profile b]", "credential_process = /opt/b"];
        using var before = new TemporaryConfig(profiles, null);
        using var after = new TemporaryConfig(["# elsewhere, later", "[profile c]", "region = eu-west-1", .. profiles], null);

        foreach (string name in new[] { "a", "b" })
            Assert.Equal(Plan(before, name, []).Id, Plan(after, name, new() { ["AWS_REGION"] = "eu-west-1" }).Id);

        static CredentialPlan Plan(TemporaryConfig files, string name, Dictionary<string, string> environment) =>
            new CredentialPlanner(environment).Plan(files.Read(), name);
    }

    private static void AssertError(PlanCase row, ExpectedError expected, IdentityException error, TemporaryConfig files)
    {
        Assert.True(expected.Code == error.Code, $"{row.Because}\nexpected {expected.Code}, found {error.Code}: {error.Message}");
        foreach (string text in expected.Contains)
            Assert.True(error.Message.Contains(Fill(text), StringComparison.Ordinal), $"{row.Because}\nno \"{text}\" in: {error.Message}");
        foreach (string text in (expected.DoesNotContain ?? []).Concat(SecretsOf(row)))
            Assert.False(error.Message.Contains(Fill(text), StringComparison.Ordinal), $"{row.Because}\n\"{text}\" in: {error.Message}");

        string Fill(string text) => text.Replace("{config}", files.Locations.ConfigFile).Replace("{credentials}", files.Locations.CredentialsFile);
    }

    private static void AssertPlan(PlanCase row, CredentialPlan plan)
    {
        AssertMembers(row, row.Expect.Base!, PlanMembers.Of(plan.Base));
        Assert.True(
            row.Expect.Roles!.Length == plan.Roles.Length,
            $"{row.Because}\nexpected {row.Expect.Roles.Length} roles, found {string.Join(", ", plan.Roles.Select(role => role.ProfileName))}");
        foreach ((Dictionary<string, JsonElement> expected, RoleStep role) in row.Expect.Roles.Zip(plan.Roles))
            AssertMembers(row, expected, PlanMembers.Of(role));

        Assert.Equal(row.Profile, plan.ProfileName);
        if (row.Expect.Path is { } path)
            Assert.Equal(path, plan.Path);
        if (row.Expect.Kinds is { } kinds)
            Assert.Equal(kinds.Order(), plan.Kinds.Order());
        if (row.Expect.Id is { } id)
            Assert.Equal(id, plan.Id);
        foreach (string secret in SecretsOf(row))
            Assert.DoesNotContain(secret, plan.ToString(), StringComparison.Ordinal);
    }

    private static void AssertMembers(PlanCase row, Dictionary<string, JsonElement> expected, Dictionary<string, object?> found)
    {
        foreach ((string member, JsonElement value) in expected)
        {
            Assert.True(found.TryGetValue(member, out object? actual), $"{row.Because}\nnothing here has a \"{member}\"");
            string? text = value.ValueKind == JsonValueKind.Null ? null : value.ToString();
            Assert.True(text == actual?.ToString(), $"{row.Because}\n{member}: expected {text ?? "none"}, found {actual ?? "none"}");
        }
    }

    /// <summary>The secret values of a case's files that are long enough to be told from other text.</summary>
    private static IEnumerable<string> SecretsOf(PlanCase row) =>
        from line in row.Config.Concat(row.Credentials ?? [])
        let parts = line.Split('=', 2, StringSplitOptions.TrimEntries)
        where parts.Length == 2 && parts[1].Length > 5 && SecretSettings.Contains(parts[0].ToLowerInvariant())
        select parts[1];
}
