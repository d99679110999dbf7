using IdentityServer.Benchmarks.Parts;
using IdentityServer.Benchmarks.Whole;

const string Usage = """
    Usage: dotnet run --project tests/IdentityServer.Benchmarks -c Release -- COMMAND

      whole [--server FILE] [--echo FILE] [--rounds N] [TABLE …]
          Measures the published server as an editor meets it, beside its yardsticks, and prints a table each: startup memory requests
          config idle size; all of them where none is named. The files are those that the README's publish commands make, unless named.
      parts [ARGUMENTS OF BENCHMARKDOTNET]
          Measures the parts, each by itself, and counts what they allocate.
    """;

switch (args)
{
    case ["whole", .. string[] rest] when WholeOptions.TryParse(rest) is { } options:
        return await WholeRun.RunAsync(options);

    case ["parts", .. string[] rest]:
        PartsRun.Run(rest);
        return 0;

    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
