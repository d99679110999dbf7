using System.Text.RegularExpressions;

namespace IdentityServer.Tests.Interop;

/// <summary>docs/clients.md shows what is run: its excerpts stand in the files that it names.</summary>
public sealed partial class ClientsPageTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs");

    [Fact]
    public void Every_excerpt_stands_in_the_file_named_before_it()
    {
        string page = File.ReadAllText(Path.Combine(Folder, "clients.md"));
        int excerpts = 0;
        foreach (Match excerpt in Excerpt().Matches(page))
        {
            string file = Source().Matches(page[..excerpt.Index])[^1].Groups["file"].Value;
            string text = File.ReadAllText(Path.Combine(Folder, file));
            Assert.True(text.Contains(excerpt.Groups["text"].Value, StringComparison.Ordinal), $"This is not in {file}:\n{excerpt.Groups["text"].Value}");
            excerpts++;
        }

        Assert.Equal(page.Split("```").Length - 1, 2 * excerpts);
    }

    [GeneratedRegex("^```[a-z]+\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Excerpt();

    [GeneratedRegex(@"From\s\[[^\]]+\]\((?<file>[^)]+)\):", RegexOptions.ExplicitCapture)]
    private static partial Regex Source();
}
