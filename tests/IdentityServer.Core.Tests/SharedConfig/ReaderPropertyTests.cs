using CsCheck;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Tests.SharedConfig;

/// <summary>What holds for every file, by random files.</summary>
public sealed class ReaderPropertyTests
{
    // Random characters alone seldom make a header; these pieces do.
    private static readonly Gen<string> Piece = Gen.OneOf(
        GeneratedConfig.OneOf(
            "[", "]", "[profile ", "[default]", "[sso-session ", "profile", "=", ":", "#", ";", " ", "\t", "\n", "\r\n", "\r", "'", "\"", "\\", "a", "s3 =\n  ", "\0",
            "\u001b", "\ufeff", "\u0085", "\u2028", "é", "😀"),
        Gen.String[0, 5]);

    private static readonly Gen<string> AnyText = Piece.Array[0, 60].Select(string.Concat);

    [Fact]
    public void No_text_makes_the_reader_fail_and_every_place_is_in_the_file()
    {
        using var files = new TempConfig();
        Gen.Select(AnyText, AnyText).Sample(
            (config, credentials) =>
            {
                files.WriteConfig(config);
                files.WriteCredentials(credentials);

                ConfigSnapshot snapshot = files.Store().GetSnapshot();

                int lines = Math.Max(LinesIn(config), LinesIn(credentials));
                Assert.All(Places(snapshot), place => Assert.InRange(place.Line, 1, lines));
            },
            iter: 2000,
            threads: 1);
    }

    [Fact]
    public void No_bytes_make_the_reader_throw_anything_but_its_own_error()
    {
        using var files = new TempConfig();
        Gen.Byte.Array[0, 100].Sample(
            bytes =>
            {
                TempConfig.Write(files.Locations.ConfigFile, bytes, TempConfig.Written);
                try
                {
                    files.Store().GetSnapshot();
                }
                catch (IdentityException exception)
                {
                    Assert.Equal(IdentityErrorCode.CannotReadSharedConfig, exception.Code);
                }
            },
            iter: 2000,
            threads: 1);
    }

    [Fact]
    public void A_generated_file_reads_back_as_it_was_generated()
    {
        using var files = new TempConfig();
        GeneratedConfig.Any.Sample(
            generated =>
            {
                files.WriteConfig(generated.Text);

                ConfigSnapshot snapshot = files.Store().GetSnapshot();

                Assert.Empty(snapshot.Problems);
                Assert.All(snapshot.Profiles.Values, section => Assert.Empty(section.Problems));
                Assert.Equal(generated.Expected, snapshot.Profiles.Values.SelectMany(GeneratedConfig.Describe).Order(StringComparer.Ordinal));
            },
            iter: 2000,
            threads: 1);
    }

    // Each would take hours by any way that is not linear; in a quadratic reader this test does not end.
    [Theory]
    [InlineData("a", "one line without an end")]
    [InlineData("[", "one header that never closes")]
    [InlineData("]", "one line of closing brackets")]
    [InlineData("[profile \"", "quotes that open and close")]
    [InlineData("=", "one line of equals signs")]
    [InlineData("a = #", "one value of comment marks")]
    [InlineData(" # ", "one comment")]
    [InlineData("\\", "one line of backslashes")]
    [InlineData(" ", "one line of white space")]
    [InlineData("\0", "NUL alone")]
    [InlineData("[\n", "a broken header in each line")]
    [InlineData("[a]\n", "one section repeated")]
    [InlineData("a=\n", "one key repeated")]
    [InlineData(" a=\n", "one block")]
    [InlineData(" a\n", "one continued value")]
    [InlineData("\n", "blank lines")]
    [InlineData("\r", "carriage returns")]
    [InlineData("oops\n", "a malformed line in each line")]
    public void Ten_megabytes_are_read_in_one_go(string unit, string because)
    {
        // Half of it within a value, half from the start of a line.
        string half = string.Concat(Enumerable.Repeat(unit, 5_000_000 / unit.Length));
        string text = $"[profile a]\nb = {half}\n{half}\n[profile last]\nregion = end\n";
        using var files = new TempConfig();
        files.WriteConfig(text);

        ConfigSnapshot snapshot = files.Store().GetSnapshot();

        Assert.True(snapshot.Profiles["last"].Find("region")?.Value == "end", because);
    }

    private static int LinesIn(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(character => character is '\n' or '\r') + 1;

    private static IEnumerable<SourceLocation> Places(ConfigSnapshot snapshot)
    {
        ConfigSection[] sections = [.. snapshot.Profiles.Values, .. snapshot.SsoSessions.Values, .. snapshot.Services.Values];
        Setting[] settings = [.. sections.SelectMany(section => section.Settings)];
        return
        [
            .. snapshot.Problems.Concat(sections.SelectMany(section => section.Problems)).Select(problem => problem.Location),
            .. sections.Select(section => section.Location),
            .. settings.Concat(settings.SelectMany(setting => setting.Nested?.Values ?? [])).Select(setting => setting.Location),
        ];
    }
}
