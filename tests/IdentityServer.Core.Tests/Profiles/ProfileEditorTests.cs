using IdentityServer.Core.Profiles;

namespace IdentityServer.Core.Tests.Profiles;

/// <summary>What an edit makes of the files, byte by byte, by the tables <c>edit-cases.json</c> and <c>edit-errors.json</c>.</summary>
public sealed class ProfileEditorTests
{
    private static readonly CaseTable Cases = new("Profiles/edit-cases.json");
    private static readonly CaseTable Errors = new("Profiles/edit-errors.json");

    public static TheoryData<string> CaseNames => Cases.Names;

    public static TheoryData<string> ErrorNames => Errors.Names;

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Edit(string name)
    {
        EditCase row = Cases.Read<EditCase>(name, CaseJson.Options);
        using var bench = new EditBench { Config = row.ConfigText, Credentials = row.CredentialsText };

        await row.RunAsync(bench.Editor());

        Assert.Equal(row.ExpectedConfig, bench.Config);
        Assert.Equal(row.ExpectedCredentials, bench.Credentials);
        Assert.Equal(row.ExpectedConfigBackup, bench.ConfigBackup);
        Assert.Equal(row.ExpectedCredentialsBackup, bench.CredentialsBackup);
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task The_same_edit_again_changes_nothing(string name)
    {
        EditCase row = Cases.Read<EditCase>(name, CaseJson.Options);
        using var bench = new EditBench { Config = row.ExpectedConfig, Credentials = row.ExpectedCredentials };

        if (row.Delete is null)
            await row.RunAsync(bench.Editor());
        else
            Assert.Equal(IdentityErrorCode.ProfileNotFound, (await Assert.ThrowsAsync<IdentityException>(() => row.RunAsync(bench.Editor()))).Code);

        Assert.Equal(row.ExpectedConfig, bench.Config);
        Assert.Equal(row.ExpectedCredentials, bench.Credentials);
        Assert.DoesNotContain(Directory.GetFiles(bench.Folder), file => Path.GetFileName(file) is not ("config" or "credentials"));
    }

    [Theory]
    [MemberData(nameof(ErrorNames))]
    public async Task Refusal(string name)
    {
        EditCase row = Errors.Read<EditCase>(name, CaseJson.Options);
        using var bench = new EditBench { Config = row.ConfigText, Credentials = row.CredentialsText };

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => row.RunAsync(bench.Editor()));

        Assert.Equal(row.Error!.Code, error.Code);
        Assert.All(row.Error.Says, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        // Every row that gives a value that must not show has this word in it.
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
        Assert.Equal((row.ConfigText, row.CredentialsText), (bench.Config, bench.Credentials));
        Assert.DoesNotContain(Directory.GetFiles(bench.Folder), file => Path.GetFileName(file) is not ("config" or "credentials"));
    }

    [Fact]
    public void A_wish_prints_its_name_and_no_value()
    {
        var update = new ProfileUpdate { Profile = new SectionWish("dev", new Dictionary<string, string?> { ["aws_secret_access_key"] = "hush" }), Kinds = [] };

        Assert.Contains("dev", update.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", update.ToString(), StringComparison.Ordinal);
    }
}
