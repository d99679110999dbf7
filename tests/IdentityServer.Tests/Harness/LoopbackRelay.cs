using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IdentityServer.Tests.Harness;

/// <summary>Stands between a client and the loopback AWS, in one of two ways: as a TLS server, or as a proxy that opens TLS.</summary>
internal sealed class LoopbackRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> requestLines = new();
    private readonly ConcurrentBag<TcpClient> clients = [];
    private readonly Uri upstream;
    private readonly Task serving;

    private LoopbackRelay(Uri upstream, Func<LoopbackRelay, NetworkStream, Task> serve)
    {
        this.upstream = upstream;
        listener.Start();
        serving = ServeAsync(serve);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>As a proxy: the first line of each connection.</summary>
    public IReadOnlyList<string> RequestLines => [.. requestLines];

    /// <summary>A server of this certificate that hands on what it is told.</summary>
    public static LoopbackRelay Tls(Uri upstream, X509Certificate2 certificate) =>
        new(upstream, (relay, stream) => relay.OpenTlsAsync(stream, certificate));

    /// <summary>A proxy that sends every call to the one upstream, whatever its host, and is every host by the word of its authority.</summary>
    public static LoopbackRelay Proxy(Uri upstream, PrivateAuthority authority) => new(upstream, (relay, stream) => relay.ProxyAsync(stream, authority));

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        foreach (TcpClient client in clients) client.Dispose();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(Func<LoopbackRelay, NetworkStream, Task> serve)
    {
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync();
            clients.Add(client);
            _ = Task.Run(async () =>
            {
                using (client) await serve(this, client.GetStream());
            });
        }
    }

    private async Task ProxyAsync(NetworkStream stream, PrivateAuthority authority)
    {
        byte[] head = await ReadHeadAsync(stream);
        string line = Encoding.ASCII.GetString(head).Split("\r\n")[0];
        requestLines.Enqueue(line);
        if (!line.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await RelayAsync(stream, head);
            return;
        }

        await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
        using X509Certificate2 certificate = authority.Issue(line.Split(' ')[1].Split(':')[0]);
        await OpenTlsAsync(stream, certificate);
    }

    private async Task OpenTlsAsync(NetworkStream stream, X509Certificate2 certificate)
    {
        await using SslStream tls = new(stream);
        await tls.AuthenticateAsServerAsync(certificate);
        await RelayAsync(tls, []);
    }

    private async Task RelayAsync(Stream client, byte[] first)
    {
        using TcpClient server = new();
        clients.Add(server);
        await server.ConnectAsync(upstream.Host, upstream.Port);
        NetworkStream answers = server.GetStream();
        await answers.WriteAsync(first);
        await Task.WhenAny(client.CopyToAsync(answers), answers.CopyToAsync(client));
    }

    private static async Task<byte[]> ReadHeadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] next = new byte[1];
        while (!(head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n']) && await stream.ReadAsync(next) == 1)
            head.Add(next[0]);
        return [.. head];
    }
}
