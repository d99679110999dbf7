using System.Net;

namespace IdentityServer.Core.Credentials;

/// <summary>What a metadata endpoint answered, or that it did not.</summary>
/// <param name="Status">The HTTP status; null where no answer came.</param>
/// <param name="Body">The body, bounded.</param>
internal sealed record MetadataAnswer(HttpStatusCode? Status, byte[] Body)
{
    public static MetadataAnswer None { get; } = new(null, []);
}

/// <summary>
/// Short HTTP calls to the endpoints beside an instance or a container. The AWS SDK's own providers are not used: they read the process's
/// environment and the SDK's default profile in place of those in hand, keep their endpoint for the life of the process, and wait many
/// seconds for an address where nobody answers.
/// </summary>
public sealed class MetadataHttp : IDisposable
{
    // A document has about 2 KiB.
    private const int MaximumBody = 1024 * 1024;

    private readonly TimeProvider time;
    private readonly Lazy<HttpClient> client = new(() => new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaximumBody,
    });

    /// <summary>Creates the caller. Nothing is opened before the first call.</summary>
    public MetadataHttp(TimeProvider time)
    {
        this.time = time;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated)
            client.Value.Dispose();
    }

    /// <summary>Whether a header can carry <paramref name="value"/>: printable ASCII alone.</summary>
    internal static bool FitsInHeader(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Makes one call, within <paramref name="limit"/>.</summary>
    internal async Task<MetadataAnswer> CallAsync(HttpMethod method, Uri address, (string Name, string Value)? header, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, address);
        if (header is { } given)
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        try
        {
            using HttpResponseMessage response = await client.Value.SendAsync(request, either.Token);
            return new MetadataAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (Exception ex) when (ex is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return MetadataAnswer.None;
        }
    }
}
