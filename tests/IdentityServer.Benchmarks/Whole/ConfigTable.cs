using System.Diagnostics;
using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>What the size of the config file costs: at the first request, which reads it, and at those after.</summary>
internal static class ConfigTable
{
    // As in RequestTable.
    private const int Processes = 10;
    private const int WarmUps = 1_000;
    private const int Blocks = 20;
    private const int BlockLength = 20;
    private static readonly int[] Sizes = [10, 100, 1_000, 10_000];

    public static Task<MarkdownTable> MeasureAsync(Rig rig)
    {
        Home[] homes = [.. Sizes.Select(size => new Home(size))];
        Sample[] first = [.. Sizes.Select(_ => new Sample())];
        for (int round = 0; round < rig.Rounds; round++)
        {
            for (int index = 0; index < homes.Length; index++)
                first[index].Add(FirstRequest(rig, homes[index]).TotalMilliseconds);
        }

        Sample[] repeated = [.. Sizes.Select(_ => new Sample())];
        for (int process = 0; process < Processes; process++)
            MeasureRepeated(rig, homes, repeated);
        var table = new MarkdownTable("profiles", "file, KB", "first request ms (middle half)", "at most", "repeated request p50 µs", "of that at 10 profiles", "at most");
        for (int index = 0; index < homes.Length; index++)
        {
            bool largest = index == homes.Length - 1;
            table.Row(
                homes[index].Profiles.ToString("N0", CultureInfo.InvariantCulture),
                (new FileInfo(homes[index].ConfigFile).Length / 1e3).ToString("N0", CultureInfo.InvariantCulture),
                first[index].Text(),
                largest ? "60" : "",
                repeated[index].Median.ToString("F0", CultureInfo.InvariantCulture),
                repeated[index].Of(repeated[0]),
                largest ? "1.10" : "");
            homes[index].Dispose();
        }

        return Task.FromResult(table);
    }

    private static TimeSpan FirstRequest(Rig rig, Home home)
    {
        using var server = RpcProcess.Start(rig.Server, home);
        server.Initialize();
        long start = Stopwatch.GetTimestamp();
        server.GetCredential(Home.StaticProfile);
        return Stopwatch.GetElapsedTime(start);
    }

    private static void MeasureRepeated(Rig rig, Home[] homes, Sample[] samples)
    {
        RpcProcess[] servers = [.. homes.Select(home => RpcProcess.Start(rig.Server, home))];
        foreach (RpcProcess server in servers)
        {
            server.Initialize();
            for (int number = 0; number < WarmUps; number++)
                server.GetCredential(Home.StaticProfile);
        }

        for (int number = 0; number < Blocks * BlockLength * servers.Length; number++)
        {
            int index = number / BlockLength % servers.Length;
            long start = Stopwatch.GetTimestamp();
            servers[index].GetCredential(Home.StaticProfile);
            samples[index].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        foreach (RpcProcess server in servers)
            server.Dispose();
    }
}
