namespace IdentityServer.Benchmarks.Whole;

/// <summary>Prints the tables of the whole, each with its yardsticks measured in the same run.</summary>
internal static class WholeRun
{
    private static readonly (string Name, Func<Rig, Task<MarkdownTable>> Measure)[] Tables =
    [
        ("startup", StartupTable.MeasureAsync),
        ("memory", MemoryTable.MeasureAsync),
        ("requests", RequestTable.MeasureAsync),
        ("config", ConfigTable.MeasureAsync),
        ("idle", IdleTable.MeasureAsync),
        ("size", rig => Task.FromResult(SizeTable.Measure(rig))),
    ];

    public static async Task<int> RunAsync(WholeOptions options)
    {
        if (!File.Exists(options.Server))
        {
            await Console.Error.WriteLineAsync(
                $"{options.Server} is not there. Make it with: dotnet publish src/IdentityServer -c Release -o artifacts/native");
            return 2;
        }

        var rig = Rig.For(options);
        foreach (string missing in rig.Missing)
            Screen.Print($"Left out: {missing}\n");
        foreach ((string name, Func<Rig, Task<MarkdownTable>> measure) in Tables)
        {
            if (options.Tables.Count == 0 || options.Tables.Contains(name))
                Screen.Print($"{await measure(rig)}");
        }

        return 0;
    }
}
