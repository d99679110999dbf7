using System.Diagnostics;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>From the spawn to the answer. The programs take turns, so that whatever else the machine does meets them alike.</summary>
internal static class StartupTable
{
    private const int WarmUps = 3;

    public static Task<MarkdownTable> MeasureAsync(Rig rig)
    {
        using var home = new Home(10);
        var candidates = new List<(string Name, string Target, Func<TimeSpan> Run, Sample Times)>
        {
            ("`initialize` answered", "0.22 / 1.3", () => Serve(rig.Server, home, profile: null), new Sample()),
            ("first credential, static profile", "0.28", () => Serve(rig.Server, home, Home.StaticProfile), new Sample()),
            ("first credential, cached role", "0.30", () => Serve(rig.Server, home, Home.CachedRole), new Sample()),
        };
        if (rig.Echo is { } echo)
            candidates.Add(("echo program: `initialize` answered", "", () => Serve(echo, home, profile: null), new Sample()));
        if (rig.Node is { } node)
            candidates.Add(("`node -e 0`, to its end", "", () => RunNode(node), new Sample()));

        for (int round = -WarmUps; round < rig.Rounds; round++)
        {
            foreach ((_, _, Func<TimeSpan> run, Sample times) in candidates)
            {
                double milliseconds = run().TotalMilliseconds;
                if (round >= 0)
                    times.Add(milliseconds);
            }
        }

        Sample? ofNode = rig.Node is null ? null : candidates[^1].Times;
        Sample? ofEcho = rig.Echo is null ? null : candidates[3].Times;
        var table = new MarkdownTable("spawn to …", "median ms (middle half)", "of `node -e 0`", "of the echo program", "at most");
        foreach ((string name, string target, _, Sample times) in candidates)
            table.Row(name, times.Text(), times.Of(ofNode), times.Of(ofEcho), target);
        return Task.FromResult(table);
    }

    private static TimeSpan Serve(string executable, Home home, string? profile)
    {
        long start = Stopwatch.GetTimestamp();
        using var server = RpcProcess.Start(executable, home);
        server.Initialize();
        if (profile is not null)
            server.GetCredential(profile);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan RunNode(string node)
    {
        long start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(node, ["-e", "0"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(start);
    }
}
