using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>How often a server that is asked nothing is switched to all the same.</summary>
internal static class IdleTable
{
    // After the start: the thread pool lets go of threads that it needed for a moment.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Observed = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static async Task<MarkdownTable> MeasureAsync(Rig rig)
    {
        using var home = new Home(10);
        var candidates = new List<(string Name, string Target, RpcProcess Process)>
        {
            ("no client process to watch, one static credential given", "0", Asked(rig, home, Home.StaticProfile, watched: null)),
            ("the same, with a session whose renewal is hours away", "0", Asked(rig, home, Home.CachedRole, watched: null)),
            ("the same, with a client process to watch", "the watch alone", Asked(rig, home, Home.CachedRole, Environment.ProcessId)),
        };
        if (rig.Echo is { } echo)
        {
            var process = RpcProcess.Start(echo);
            process.Initialize();
            candidates.Add(("echo program", "", process));
        }

        await Task.Delay(Settling, TimeProvider.System);
        WakeupCount[] counts = [.. candidates.Select(candidate => new WakeupCount(candidate.Process.Id))];
        for (TimeSpan passed = TimeSpan.Zero; passed < Observed; passed += BetweenLooks)
        {
            await Task.Delay(BetweenLooks, TimeProvider.System);
            Array.ForEach(counts, count => count.Look());
        }

        var table = new MarkdownTable("idle", $"wake-ups in {Observed.TotalSeconds:F0} s", "at most");
        for (int index = 0; index < candidates.Count; index++)
        {
            (string name, string target, RpcProcess process) = candidates[index];
            table.Row(name, counts[index].Total?.ToString(CultureInfo.InvariantCulture) ?? "not told by this system", target);
            process.Dispose();
        }

        return table;
    }

    private static RpcProcess Asked(Rig rig, Home home, string profile, int? watched)
    {
        var server = RpcProcess.Start(rig.Server, home);
        server.Initialize(watched);
        server.GetCredential(profile);
        return server;
    }
}
