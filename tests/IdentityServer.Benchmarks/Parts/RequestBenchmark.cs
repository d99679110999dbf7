using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using IdentityServer.Benchmarks.Whole;
using IdentityServer.Hosting;

namespace IdentityServer.Benchmarks.Parts;

/// <summary>One request through the whole server, over pipes in memory.</summary>
public class RequestBenchmark
{
    private readonly Pipe toServer = new();
    private readonly Pipe toClient = new();
    private Home home = null!;
    private Task<int> server = null!;

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        home = new Home(10);
        server = ServerHost.RunAsync(new ServerParts(
            new InMemory(toServer.Reader, toClient.Writer),
            new IdentityServer.Hosting.CommandLine.Serve(null, KeyTransfer.None),
            null,
            new Dictionary<string, string> { ["HOME"] = home.Folder },
            TimeProvider.System,
            new Random(1)));
        await AskAsync("initialize", """{"processId":null,"capabilities": {} }""");
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await toServer.Writer.CompleteAsync();
        await server;
        home.Dispose();
    }

    [Benchmark]
    public Task StaticCredential() => AskAsync("aws/identity/getIamCredential", $$"""{"profileName":"{{Home.StaticProfile}}"}""");

    [Benchmark]
    public Task CachedRole() => AskAsync("aws/identity/getIamCredential", $$"""{"profileName":"{{Home.CachedRole}}"}""");

    // One request is open at a time, and the server flushes an answer whole, so the text "result" tells that it is there.
    private async Task AskAsync(string method, string parameters)
    {
        string body = $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""";
        await toServer.Writer.WriteAsync(Encoding.UTF8.GetBytes($"Content-Length: {body.Length}\r\n\r\n{body}"));
        while (true)
        {
            ReadResult read = await toClient.Reader.ReadAsync();
            bool answered = read.Buffer.IsSingleSegment
                ? read.Buffer.FirstSpan.IndexOf("\"result\":"u8) >= 0
                : read.Buffer.ToArray().AsSpan().IndexOf("\"result\":"u8) >= 0;
            toClient.Reader.AdvanceTo(read.Buffer.End);
            if (answered)
                return;
        }
    }

    private sealed record InMemory(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
