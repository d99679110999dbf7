namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Every way in which a source fails has a message that says whose, where and what to do, by the table <c>source-errors.json</c>.</summary>
public sealed class SourceErrorTests : ResolverTest
{
    private const int LinesBefore = 4;

    // Part of every key, token and broken answer of the table.
    private const string Secret = "hush";

    private static readonly CaseTable Table = new("Credentials/source-errors.json");

    public static TheoryData<string> CaseNames => Table.Names;

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task A_source_that_fails_says_whose_it_is_where_it_stands_and_what_to_do(string name)
    {
        SourceErrorCase row = Table.Read<SourceErrorCase>(name, CaseJson.Options);
        WriteConfig(["[profile dev]", "role_arn = arn:aws:iam::111122223333:role/Outer", "source_profile = base", "[profile base]", .. row.Lines.Select(Filled)]);
        foreach ((string variable, string value) in row.Environment ?? [])
            Variables[variable] = Filled(value);
        foreach ((string file, string text) in row.Files ?? [])
            await File.WriteAllTextAsync(Path.Combine(Folder, file), text, Ct);
        foreach (ScriptedFault fault in row.Faults ?? [])
            Server.Enqueue(fault.Action, fault.ToFault(), fault.Times);
        if (row.NoInstanceRole)
            Server.Metadata.RoleName = null;

        IdentityException error = await FailsAsync("dev");

        int line = LinesBefore + 1 + row.Lines.FindIndex(text => text.StartsWith(row.At, StringComparison.Ordinal));
        Assert.Equal(row.Code, error.Code);
        Assert.StartsWith("Profile \"base\" (dev → base)", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{row.At} ({ConfigFile}:{line})", error.Message, StringComparison.Ordinal);
        Assert.Contains(Filled(row.Says), error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 700, $"Too long to read: {error.Message}");
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(row.Calls, Server.Requests.Select(request => request.Action));
        Assert.Empty(CacheEntries());
    }

    private string Folder => Path.GetDirectoryName(ConfigFile)!;

    private string Filled(string text) => text
        .Replace("{aws}", Server.Endpoint.ToString().TrimEnd('/'), StringComparison.Ordinal)
        .Replace("{host}", Server.Endpoint.Authority, StringComparison.Ordinal)
        .Replace("{folder}", Folder, StringComparison.Ordinal);
}
