namespace IdentityServer.Core.Tests.Sts;

public class StsCacheKeyTests
{
    private static readonly CaseTable Table = new("Sts/cache-key-cases.json");

    public static TheoryData<string> Names => Table.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_key_of_a_role_is_the_one_that_Python_gives(string name)
    {
        KeyCase row = Table.Read<KeyCase>(name, CaseJson.Options);

        Assert.True(row.Key == row.Args.Key(), $"{row.Because}\nexpected {row.Key}, found {row.Args.Key()}");
    }

    private sealed record KeyCase(string Name, string Because, KeyArguments Args, string Key);
}
