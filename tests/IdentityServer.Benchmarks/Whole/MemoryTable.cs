using System.Globalization;
using IdentityServer.LocalAws;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>The most memory a process has held: at its first credential, with a large config, and after many requests.</summary>
internal static class MemoryTable
{
    private const int Rounds = 5;
    private const int FewRequests = 10_000;
    private const int ManyRequests = 100_000;

    public static async Task<MarkdownTable> MeasureAsync(Rig rig)
    {
        await using LocalAwsServer aws = await LocalAwsServer.StartAsync();
        using var home = new Home(10);
        using var largeHome = new Home(10_000);
        var table = new MarkdownTable("peak memory after …", "MB, median (middle half)", "at most");

        if (rig.Echo is { } echo)
            table.Row("echo program: `initialize`", Peak(() => RpcProcess.Start(echo), _ => { }).Text(), "");
        table.Row("`initialize`", Peak(() => RpcProcess.Start(rig.Server, home), _ => { }).Text(), "");
        table.Row("first credential, static profile", Peak(() => RpcProcess.Start(rig.Server, home), server => server.GetCredential(Home.StaticProfile)).Text(), "26");
        table.Row("first credential, cached role", Peak(() => RpcProcess.Start(rig.Server, home), server => server.GetCredential(Home.CachedRole)).Text(), "26");
        table.Row("first credential, a role that STS is asked for", Peak(() => Fresh(rig, home, aws), server => server.GetCredential(Home.FreshRole)).Text(), "");
        table.Row("first credential, 10,000 profiles", Peak(() => RpcProcess.Start(rig.Server, largeHome), server => server.GetCredential(Home.StaticProfile)).Text(), "45");

        (double few, double many) = ManyTimes(RpcProcess.Start(rig.Server, home), server => server.GetCredential(Home.StaticProfile));
        table.Row($"{FewRequests:N0} requests", Text(few), "");
        table.Row($"{ManyRequests:N0} requests", Text(many), $"{Text(few)}, no growth");
        if (rig.Echo is { } yardstick)
        {
            (few, many) = ManyTimes(RpcProcess.Start(yardstick), server => server.Call("echo", """{"text":"hello"}"""));
            table.Row($"echo program: {FewRequests:N0} / {ManyRequests:N0} requests", $"{Text(few)} / {Text(many)}", "");
        }

        return table;
    }

    // A role that has no session yet: the one of the round before is signed out.
    private static RpcProcess Fresh(Rig rig, Home home, LocalAwsServer aws)
    {
        foreach (string entry in Directory.EnumerateFiles(Path.Combine(home.Folder, ".aws", "cli", "cache")).Where(file => file != home.CachedSessionFile))
            File.Delete(entry);
        return RpcProcess.Start(rig.Server, home, ("AWS_ENDPOINT_URL_STS", aws.Endpoint.ToString()));
    }

    private static Sample Peak(Func<RpcProcess> start, Action<RpcProcess> use)
    {
        var sample = new Sample();
        for (int round = 0; round < Rounds; round++)
        {
            using RpcProcess server = start();
            server.Initialize();
            use(server);
            sample.Add(ProcessFacts.PeakMegabytes(server.Id));
        }

        return sample;
    }

    private static (double Few, double Many) ManyTimes(RpcProcess process, Action<RpcProcess> request)
    {
        using RpcProcess server = process;
        server.Initialize();
        double few = 0;
        for (int number = 1; number <= ManyRequests; number++)
        {
            request(server);
            if (number == FewRequests)
                few = ProcessFacts.PeakMegabytes(server.Id);
        }

        return (few, ProcessFacts.PeakMegabytes(server.Id));
    }

    private static string Text(double megabytes) => megabytes.ToString("F1", CultureInfo.InvariantCulture);
}
