using System.Diagnostics;
using IdentityServer.LocalAws;

namespace IdentityServer.Tests.Harness;

/// <summary>One test's world: a home, a loopback AWS, and the servers spawned in it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<ServerProcess> servers = [];

    private Stage(LocalAwsServer aws)
    {
        Aws = aws;
        Environment["AWS_ENDPOINT_URL_STS"] = aws.Endpoint.ToString();
        Environment["AWS_ENDPOINT_URL_IAM"] = aws.Endpoint.ToString();
    }

    public TempHome Home { get; } = new();

    public LocalAwsServer Aws { get; }

    /// <summary>What servers get on top of the minimal environment.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static async Task<Stage> OpenAsync() => new(await LocalAwsServer.StartAsync());

    /// <summary>A stage whose config file holds this text.</summary>
    public static async Task<Stage> OpenAsync(string config)
    {
        Stage stage = await OpenAsync();
        stage.Home.WriteConfig(config);
        return stage;
    }

    /// <summary>A server that was told nothing yet.</summary>
    public ServerProcess Spawn(params string[] arguments)
    {
        var server = ServerProcess.Start(ServerExecutable.StartInfo(Home, Environment, arguments));
        servers.Add(server);
        return server;
    }

    /// <summary>A server that a Unix shell becomes after these commands: limits and signals can be set in no other way.</summary>
    public ServerProcess SpawnUnder(string commands)
    {
        ProcessStartInfo start = ServerExecutable.StartInfo(Home, Environment, []);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{commands}; exec \"$0\" --stdio");
        start.ArgumentList.Add(start.FileName);
        start.FileName = "/bin/sh";
        var server = ServerProcess.Start(start);
        servers.Add(server);
        return server;
    }

    /// <summary>A server after <c>initialize</c> and <c>initialized</c>.</summary>
    public async Task<ServerProcess> ConnectAsync(string? logLevel = null)
    {
        ServerProcess server = Spawn("--stdio");
        await server.InitializeAsync(logLevel);
        return server;
    }

    /// <summary>The same, of an encrypted session.</summary>
    public async Task<ServerProcess> ConnectAsync(EncryptionKey key, string? logLevel = null)
    {
        ServerProcess server = Spawn("--stdio", EncryptionKey.Argument);
        await server.SendRawAsync(key.Line);
        await server.InitializeAsync(logLevel);
        return server;
    }

    public int AssumeRoleCalls => Aws.RequestsOf("AssumeRole").Count;

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (ServerProcess server in servers) await server.DisposeAsync();
        }
        finally
        {
            await Aws.DisposeAsync();
            Home.Dispose();
        }
    }
}
