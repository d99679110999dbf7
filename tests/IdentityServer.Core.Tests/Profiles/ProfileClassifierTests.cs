using IdentityServer.Core.Profiles;

namespace IdentityServer.Core.Tests.Profiles;

public class ProfileClassifierTests
{
    private static readonly CaseTable Table = new("Profiles/kind-cases.json");

    public static TheoryData<string> Names => Table.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_profile_is_of_the_kinds_that_its_settings_make(string name)
    {
        KindCase row = Table.Read<KindCase>(name, CaseJson.Options);
        using var files = new TemporaryConfig(row.Config, row.Credentials);

        IEnumerable<ProfileKind> kinds = ProfileClassifier.KindsOf(files.Read().Profiles[row.Profile]);

        Assert.True(row.Kinds.Order().SequenceEqual(kinds.Order()), $"{row.Because}\nexpected {string.Join(", ", row.Kinds)}\nfound {string.Join(", ", kinds)}");
    }

    private sealed record KindCase(string Name, string Because, string[] Config, string Profile, ProfileKind[] Kinds, string[]? Credentials = null);
}
