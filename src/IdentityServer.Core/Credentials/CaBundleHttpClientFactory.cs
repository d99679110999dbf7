using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using IdentityServer.Core.Files;

namespace IdentityServer.Core.Credentials;

/// <summary>HTTP clients that trust the certificate authorities of a PEM file in place of the system's (<c>ca_bundle</c>, <c>AWS_CA_BUNDLE</c>).</summary>
internal sealed class CaBundleHttpClientFactory : HttpClientFactory
{
    // The bundles of whole systems have about 250 KB.
    private const int MaximumLength = 16 * 1024 * 1024;

    private readonly string bundle;

    public CaBundleHttpClientFactory(string bundle)
    {
        this.bundle = bundle;
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        X509Certificate2Collection authorities = Read();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // A company's own authority seldom publishes revocations, and the CLI does not ask for them.
            VerificationTime = default,
            VerificationTimeIgnored = true,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        var client = new HttpClient(handler);
        if (clientConfig.Timeout is { } timeout)
            client.Timeout = timeout;
        return client;
    }

    // The file can change between two calls.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;

    private X509Certificate2Collection Read()
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(RegularFile.ReadAllText(bundle, MaximumLength));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(ex switch
            {
                CryptographicException => "is no PEM file",
                UnusableFileException => $"cannot be read: {ex.Message}",
                _ => "cannot be read",
            }, ex);
        }

        return authorities.Count > 0 ? authorities : throw Unusable("holds no certificate", null);
    }

    private IdentityException Unusable(string why, Exception? cause) =>
        new(IdentityErrorCode.InvalidProfile, $"the certificate bundle {bundle} (ca_bundle or AWS_CA_BUNDLE) {why}. Correct the path, or remove the setting.", cause);
}
