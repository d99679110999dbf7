using IdentityServer.Benchmarks;

if (args is not [_, ..])
{
    await Console.Error.WriteLineAsync("""
        Usage: dotnet run --project tests/IdentityServer.Benchmarks -c Release -- SERVER [SERVER …]

        Measures the time from the spawn of each server executable to its answer to initialize.
        """);
    return 2;
}

await StartupBenchmark.RunAsync(args);
return 0;
