using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>An HTTP service that gives its answers in turn, one a connection, and keeps the first line of each request as it was on the wire.</summary>
internal sealed class RawService : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> requestLines = [];
    private readonly Task serving;

    public RawService(params string[] answers)
    {
        listener.Start();
        serving = ServeAsync(answers);
    }

    public string Endpoint => $"http://{listener.LocalEndpoint}";

    /// <summary>To be read once the answers are given.</summary>
    public IReadOnlyList<string> RequestLines => requestLines;

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(string[] answers)
    {
        foreach (string answer in answers)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            requestLines.Add(await reader.ReadLineAsync() ?? "");
            while (await reader.ReadLineAsync() is { Length: > 0 })
                continue;
            string response = $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer)}\r\n\r\n{answer}";
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(response));
        }
    }
}
