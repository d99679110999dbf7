using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace IdentityServer.Core.Credentials;

/// <summary>The AWS SDK's configuration of one client: of STS, or of a service that speaks the same query protocol.</summary>
internal static class AwsClientConfig
{
    // Long enough for a slow proxy; a stuck connection leaves time for a second one within the limit of the whole call.
    private static readonly TimeSpan TimePerAttempt = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The configuration that <paramref name="settings"/> ask for. Whatever the SDK would look up in the shared config by itself is set
    /// here, so that nothing in the files bears on the call: it would look at another profile than the one that is being resolved, and its
    /// own reader throws at the first line of any profile that it does not understand. (It still opens the files once per process.)
    /// </summary>
    public static AmazonSecurityTokenServiceConfig From(AwsClientSettings settings)
    {
        var config = new AmazonSecurityTokenServiceConfig
        {
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            IgnoreConfiguredEndpointUrls = true,
            // They choose among the endpoints of a region. An endpoint of its own is taken as it is, as the AWS CLI does; the SDK would refuse both together.
            UseFIPSEndpoint = settings.EndpointUrl is null && (settings.UseFipsEndpoint ?? false),
            UseDualstackEndpoint = settings.EndpointUrl is null && (settings.UseDualstackEndpoint ?? false),
            RetryMode = settings.RetryMode == "adaptive" ? RequestRetryMode.Adaptive : RequestRetryMode.Standard,
            MaxErrorRetry = (settings.MaxAttempts ?? 3) - 1,
            Timeout = TimePerAttempt,
            AuthSchemePreference = ["sigv4"],
            SigV4aSigningRegionSet = [settings.Region],
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            DisableRequestCompression = true,
            RequestMinCompressionSizeBytes = 0,
            EndpointDiscoveryEnabled = false,
            AccountIdEndpointMode = AccountIdEndpointMode.DISABLED,
            DisableClockSkewCorrection = false,
            AllowAutoRedirect = false,
            ClientAppId = "identity-server",
        };
        if (settings.EndpointUrl is { } url)
            config.ServiceURL = url;
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        config.AuthenticationRegion = settings.Region;
        if (settings.CaBundle is { } bundle)
            config.HttpClientFactory = new CaBundleHttpClientFactory(bundle);
        return config;
    }
}
