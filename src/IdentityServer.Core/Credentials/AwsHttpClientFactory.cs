using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using IdentityServer.Core.Files;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// HTTP clients with bounded answers, which can trust the certificate authorities of a PEM file in place of the system's
/// (<c>ca_bundle</c>, <c>AWS_CA_BUNDLE</c>).
/// </summary>
internal sealed class AwsHttpClientFactory : HttpClientFactory
{
    // The bundles of whole systems have about 250 KB.
    private const int MaximumLength = 16 * 1024 * 1024;

    // Its connections serve the next call, as those of the SDK's own clients do.
    private static readonly Lazy<HttpMessageHandler> Shared = new(() => new BoundedAnswers(NewHandler()));

    private readonly string? bundle;

    public AwsHttpClientFactory(string? bundle)
    {
        this.bundle = bundle;
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        HttpClient client = bundle is null
            ? new HttpClient(Shared.Value, disposeHandler: false)
            : new HttpClient(new BoundedAnswers(NewHandlerThatTrusts(ReadAuthorities(bundle))));
        if (clientConfig.Timeout is { } timeout)
            client.Timeout = timeout;
        return client;
    }

    // The file can change between two calls.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;

    private static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false };

    private static SocketsHttpHandler NewHandlerThatTrusts(X509Certificate2Collection authorities)
    {
        SocketsHttpHandler handler = NewHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // A company's own authority seldom publishes revocations, and the CLI does not ask for them.
            VerificationTime = default,
            VerificationTimeIgnored = true,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return handler;
    }

    private static X509Certificate2Collection ReadAuthorities(string bundle)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(RegularFile.ReadAllText(bundle, MaximumLength));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(bundle, ex switch
            {
                CryptographicException => "is no PEM file",
                UnusableFileException => $"cannot be read: {ex.Message}",
                _ => "cannot be read",
            }, ex);
        }

        return authorities.Count > 0 ? authorities : throw Unusable(bundle, "holds no certificate", null);
    }

    private static IdentityException Unusable(string bundle, string why, Exception? cause) =>
        new(IdentityErrorCode.InvalidProfile, $"the certificate bundle {bundle} (ca_bundle or AWS_CA_BUNDLE) {why}. Correct the path, or remove the setting.", cause);
}
