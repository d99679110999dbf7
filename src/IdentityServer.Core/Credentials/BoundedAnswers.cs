namespace IdentityServer.Core.Credentials;

/// <summary>Refuses answers beyond a limit. The SDK reads an answer to its end, and one without an end until the memory is full.</summary>
internal sealed class BoundedAnswers : DelegatingHandler
{
    /// <summary>The longest answer, in bytes. One of STS has about 2 KiB, a simulation of IAM some hundred.</summary>
    public const int MaximumLength = 1024 * 1024;

    public BoundedAnswers(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaximumLength, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
