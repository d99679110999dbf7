using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Tests.SharedConfig;

/// <summary>What a problem and a setting tell besides the format: places, the profile that was meant, and no secret.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("[dev]", "dev")]
    [InlineData("[my dev]", "my dev")]
    [InlineData("[profile dev", "dev")]
    [InlineData("[profile my dev]", "my dev")]
    [InlineData("[profile \"my dev]", "my dev")]
    [InlineData("[profile it's]", "it's")]
    [InlineData("[Profile dev]", "dev")]
    [InlineData("[Default]", "default")]
    public void A_header_that_opens_nothing_names_the_profile_it_was_meant_for(string header, string intended)
    {
        using var files = new TempConfig();
        files.WriteConfig(header);

        ConfigProblem problem = Assert.Single(files.Store().GetSnapshot().Problems);

        Assert.Equal(intended, problem.IntendedProfile);
        Assert.Equal(new SourceLocation(files.Locations.ConfigFile, 1), problem.Location);
    }

    [Theory]
    [InlineData("[profile dev]", "dev")]
    [InlineData("[DEFAULT]", "default")]
    [InlineData("[dev", "dev")]
    public void A_header_of_the_credentials_file_names_the_profile_it_was_meant_for(string header, string intended)
    {
        using var files = new TempConfig();
        files.WriteCredentials(header);

        Assert.Equal(intended, Assert.Single(files.Store().GetSnapshot().Problems).IntendedProfile);
    }

    [Fact]
    public void Settings_know_the_file_and_line_they_stand_in()
    {
        using var files = new TempConfig();
        files.WriteConfig("# one\n\n[profile dev]\nregion = a\n  b\n\ns3 =\n  x = 1\noutput = json\n");
        files.WriteCredentials("\r\n[dev]\r\nregion = c\r\n");

        ConfigSection dev = files.Store().GetSnapshot().Profiles["dev"];

        Assert.Equal(new SourceLocation(files.Locations.ConfigFile, 3), dev.Location);
        Assert.Equal(new SourceLocation(files.Locations.CredentialsFile, 3), dev.Find("region")!.Location);
        Assert.Equal(new SourceLocation(files.Locations.ConfigFile, 7), dev.Settings.Single(setting => setting.Name == "s3").Location);
        Assert.Equal(new SourceLocation(files.Locations.ConfigFile, 8), dev.FindBlock("s3")!["x"].Location);
        Assert.Equal(new SourceLocation(files.Locations.ConfigFile, 9), dev.Find("output")!.Location);
    }

    [Fact]
    public void Problems_and_log_lines_never_show_what_stands_in_a_malformed_line()
    {
        const string secret = "wJalrXUtnFEMI-K7MDENG";
        using var files = new TempConfig();
        files.WriteConfig(
            $"{secret}\n[profile dev]\n{secret}\n= {secret}\nkey = {secret}\u0001\n{secret}\u0001 = x\ns3 =\n  {secret}\n  = {secret}\n"
            + $"[profile aws_secret_access_key = {secret}\n{secret}\n[profile a {secret}]\n[profile '{secret}]\n");
        files.WriteCredentials($"[dev\naws_secret_access_key = {secret}\n");
        var log = new ListLogger<ProfileStore>();

        ConfigSnapshot snapshot = files.Store(log).GetSnapshot();

        ConfigProblem[] problems = [.. snapshot.Problems, .. snapshot.Profiles.Values.SelectMany(section => section.Problems)];
        Assert.Equal(11, problems.Length);
        Assert.Equal(11, log.Lines.Count);
        Assert.DoesNotContain(problems, problem => problem.ToString().Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public void A_section_wrong_in_every_line_keeps_the_first_problems_only()
    {
        using var files = new TempConfig();
        files.WriteConfig("[profile dev]\n" + string.Concat(Enumerable.Repeat("oops\n", 1000)));

        ConfigSection dev = files.Store().GetSnapshot().Profiles["dev"];

        Assert.Equal(10, dev.Problems.Count);
        Assert.Equal(2, dev.Problems[0].Location.Line);
    }
}
