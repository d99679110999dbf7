using CsCheck;
using IdentityServer.Core.Tests.Profiles;

namespace IdentityServer.Core.Tests.SharedConfig.Editing;

/// <summary>What holds for every file and edit, by random files.</summary>
public sealed class EditPropertyTests
{
    private static readonly Gen<string> Key = Gen.Char["abcxyz_019"].Array[1, 6].Select(characters => new string(characters));
    private static readonly Gen<string> Value = Gen.Char["abcXYZ019=:/+[]'\"\\é日%$"].Array[1, 8].Select(characters => new string(characters));

    // The profile by its place among those of the file; beyond them, a new one.
    private static readonly Gen<(int Profile, string Key, string Value)> Edit = Gen.Select(Gen.Int[0, 7], Key, Value, (profile, key, value) => (profile, key, value));

    [Fact]
    public void To_write_one_setting_changes_that_setting_alone() => Sample((bench, profile, key, value) =>
    {
        string[] expected = [.. ToldWithout(bench, profile), .. ToldOf(bench, profile, key), $"[{profile}] {key}={value}", $"[{profile}]"];

        Update(bench, profile, key, value);

        Assert.Equal(Sorted(expected), Told(bench));
        Assert.Equal(value, bench.Snapshot().Profiles[profile].Find(key)?.Value);
    });

    [Fact]
    public void To_remove_one_setting_changes_that_setting_alone() => Sample((bench, profile, key, _) =>
    {
        string[] header = bench.Snapshot().Profiles.ContainsKey(profile) ? [$"[{profile}]"] : [];
        string[] expected = [.. ToldWithout(bench, profile), .. ToldOf(bench, profile, key), .. header];

        Update(bench, profile, key, null);

        Assert.Equal(Sorted(expected), Told(bench));
    });

    [Fact]
    public void To_remove_a_profile_changes_that_profile_alone() => Sample((bench, profile, _, _) =>
    {
        string[] expected = Sorted(ToldWithout(bench, profile));

        Run(bench, new UpdateRow(profile));

        Assert.Equal(expected, Told(bench));
    });

    [Fact]
    public void What_a_new_setting_adds_its_removal_takes_away() => Sample((bench, profile, key, value) =>
    {
        string before = bench.Config!;
        bool isNewProfile = !bench.Snapshot().Profiles.ContainsKey(profile);
        string newKey = "new_" + key;

        Update(bench, profile, newKey, value);
        if (isNewProfile)
            Run(bench, new UpdateRow(profile));
        else
            Update(bench, profile, newKey, null);

        // A blank line that a file ends with parts it from the new section, and nobody can tell afterwards who wrote it.
        if (isNewProfile && before.Split('\n').TakeLast(2).All(string.IsNullOrWhiteSpace))
            Assert.Equal(before.TrimEnd(), bench.Config!.TrimEnd());
        else
            Assert.Equal(before, bench.Config);
    });

    [Fact]
    public void Every_line_that_an_edit_does_not_concern_stays_byte_for_byte() => Sample((bench, profile, key, value) =>
    {
        string[] before = bench.Config!.Split('\n');

        Update(bench, profile, "new_" + key, value);

        // The new lines taken out, what is left is what was.
        List<string> after = [.. bench.Config!.Split('\n')];
        int at = 0;
        foreach (string line in after.Where(line => at < before.Length && line == before[at]))
            at++;
        Assert.True(at == before.Length, $"line {at} is gone: {before.ElementAtOrDefault(at)}");
    });

    private static void Sample(Action<EditBench, string, string, string> check)
    {
        using var bench = new EditBench();
        Gen.Select(GeneratedConfig.Any, Edit).Sample(
            (generated, edit) =>
            {
                bench.Config = generated.Text;
                string[] profiles = [.. bench.Snapshot().Profiles.Keys];
                check(bench, profiles.ElementAtOrDefault(edit.Profile) ?? "a new one", edit.Key, edit.Value);
            },
            iter: 200,
            threads: 1);
    }

    private static void Update(EditBench bench, string profile, string key, string? value) =>
        Run(bench, new UpdateRow(profile, new() { [key] = value }));

    private static void Run(EditBench bench, UpdateRow row) =>
        bench.Editor().UpdateAsync(row.ToUpdate(), TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    private static string[] Told(EditBench bench) => Sorted(bench.Snapshot().Profiles.Values.SelectMany(GeneratedConfig.Describe));

    // By the profile's own name: within the text that tells it, one name can be the beginning of another's ("Y" of "Y]0").
    private static IEnumerable<string> ToldWithout(EditBench bench, string profile) =>
        bench.Snapshot().Profiles.Where(section => section.Key != profile).SelectMany(section => GeneratedConfig.Describe(section.Value));

    // The other settings of the profile, if there is one.
    private static IEnumerable<string> ToldOf(EditBench bench, string profile, string exceptKey) =>
        from section in bench.Snapshot().Profiles
        where section.Key == profile
        from setting in section.Value.Settings
        where setting.Name != exceptKey
        select GeneratedConfig.Describe(section.Value, setting);

    private static string[] Sorted(IEnumerable<string> told) => [.. told.Order(StringComparer.Ordinal)];
}
