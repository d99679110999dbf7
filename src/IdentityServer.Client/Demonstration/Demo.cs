namespace IdentityServer.Client.Demonstration;

/// <summary>The story of the server in seven scenes, each held against what it says.</summary>
internal sealed class Demo
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    private readonly TextWriter output;
    private readonly string? serverPath;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly TimeProvider time;

    /// <param name="output">Where the story goes.</param>
    /// <param name="serverPath">The server; null for the one beside the client.</param>
    /// <param name="environment">The environment of this process; the servers get the little of it that any process needs.</param>
    /// <param name="time">The clock.</param>
    public Demo(TextWriter output, string? serverPath, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        this.output = output;
        this.serverPath = serverPath;
        this.environment = environment;
        this.time = time;
    }

    /// <exception cref="DemonstrationFailedException">A step did not do what the story says.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string home = await TellAsync(limit.Token, both.Token);
        DemoScenes.Expect(!Directory.Exists(home), $"nothing is left of {home}");
        Storyteller.Close(output, time.GetElapsedTime(start));
    }

    private async Task<string> TellAsync(CancellationToken limit, CancellationToken cancellationToken)
    {
        await using DemoStage stage = await DemoStage.OpenAsync(serverPath, environment, time);
        var story = new Storyteller(output, stage.Home, time);
        try
        {
            story.Open();
            await new DemoScenes(stage, story).PlayAsync(cancellationToken);
            DemoScenes.Expect(stage.ServerErrors.Length == 0, $"a server has nothing to say on stderr, but said: {stage.ServerErrors}");
            return stage.Home;
        }
        catch (OperationCanceledException ex) when (limit.IsCancellationRequested)
        {
            throw new DemonstrationFailedException($"it takes longer than {Limit.TotalSeconds:F0} s. {stage.ServerErrors}", ex);
        }
        catch (IdentityServerException ex)
        {
            throw new DemonstrationFailedException($"{ex.AwsErrorCode} {ex.Message} {stage.ServerErrors}".Trim(), ex);
        }
    }
}
