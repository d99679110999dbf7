using System.Globalization;
using System.Text;

namespace IdentityServer.Tests.Interop;

/// <summary>
/// Every profile the AWS CLI accepts, read the same way: several hundred pairs of files through botocore and through the server. Where
/// they differ, a rule of <c>differences.json</c> says why; a difference without a rule fails, and so does a rule without a difference.
/// </summary>
public sealed class DifferentialTests
{
    // Two processes each.
    private const int ClientRuns = 24;

    [Fact]
    public async Task The_server_gives_what_the_AWS_CLI_gives_or_a_rule_says_why_not()
    {
        IReadOnlyList<DifferentialCase> pairs = DifferentialCases.All();
        Assert.True(pairs.Count >= 400, $"Only {pairs.Count} pairs.");
        await using DifferentialBotocore botocore = await DifferentialBotocore.StartAsync();

        IReadOnlyDictionary<string, int> uses = await CompareAsync(pairs, botocore, DifferentialServer.StartAsync);

        Assert.All(uses, use => Assert.True(use.Value > 0, $"Rule {use.Key} explains nothing any more: take it out, here and in docs/compatibility.md."));
    }

    [Fact]
    public async Task The_terminal_client_prints_what_the_AWS_CLI_gives_or_a_rule_says_why_not()
    {
        List<DifferentialCase> all = [.. DifferentialCases.All().Where(pair => pair.Environment is "plain" or "no-region")];
        List<DifferentialCase> pairs = [.. all.Where((_, number) => number % (all.Count / ClientRuns) == 0)];
        await using DifferentialBotocore botocore = await DifferentialBotocore.StartAsync();

        await CompareAsync(pairs, botocore, DifferentialClient.OpenAsync);
    }

    [Fact]
    public void Every_rule_stands_in_the_compatibility_page_with_its_reason()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "compatibility.md"));
        IReadOnlyList<DifferentialRule> rules = DifferentialRule.ReadAll();

        Assert.Equal(rules.Count, rules.Select(rule => rule.Name).Distinct().Count());
        Assert.All(rules, rule => Assert.False(string.IsNullOrWhiteSpace(rule.Because), $"Rule {rule.Name} does not say why."));
        Assert.All(rules, rule => Assert.Contains($"`{rule.Name}`", page, StringComparison.Ordinal));
    }

    /// <summary>Fails at a difference that no rule explains; else tells how often each rule was needed.</summary>
    private static async Task<IReadOnlyDictionary<string, int>> CompareAsync(
        IReadOnlyList<DifferentialCase> pairs, DifferentialBotocore botocore, Func<DifferentialEnvironment, Task<IDifferentialSide>> openServer)
    {
        Task<List<DifferentialOutcome>> cliSide = OutcomesAsync(pairs, botocore.OpenAsync);
        List<DifferentialOutcome> server = await OutcomesAsync(pairs, openServer);
        List<DifferentialOutcome> cli = await cliSide;

        IReadOnlyList<DifferentialRule> rules = DifferentialRule.ReadAll();
        var uses = rules.ToDictionary(rule => rule.Name, _ => 0);
        StringBuilder unexplained = new();
        int count = 0;
        for (int i = 0; i < pairs.Count; i++)
        {
            List<string> open = [];
            foreach (string difference in cli[i].DifferencesFrom(server[i]))
            {
                DifferentialRule? rule = rules.FirstOrDefault(rule => rule.Explains(difference, pairs[i], cli[i], server[i]));
                if (rule is null) open.Add(difference);
                else uses[rule.Name]++;
            }

            if (open.Count == 0) continue;
            count++;
            unexplained.AppendLine(CultureInfo.InvariantCulture, $"\n=== {string.Join(", ", open)} differ: {pairs[i]}\n  CLI: {cli[i]}\n  server: {server[i]}");
        }

        Assert.True(count == 0, $"{count} of {pairs.Count} pairs differ without a rule:\n{unexplained}");
        return uses;
    }

    private static async Task<List<DifferentialOutcome>> OutcomesAsync(
        IReadOnlyList<DifferentialCase> pairs, Func<DifferentialEnvironment, Task<IDifferentialSide>> openSide)
    {
        List<DifferentialOutcome> outcomes = [];
        foreach (IGrouping<string, DifferentialCase> group in pairs.GroupBy(pair => pair.Environment))
        {
            await using IDifferentialSide side = await openSide(DifferentialEnvironment.All[group.Key]);
            foreach (DifferentialCase pair in group) outcomes.Add(await side.ResolveAsync(pair));
        }

        return outcomes;
    }
}
