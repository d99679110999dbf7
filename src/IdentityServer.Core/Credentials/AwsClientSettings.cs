namespace IdentityServer.Core.Credentials;

/// <summary>How an AWS service is called for one profile, as the profile and the environment say. Null means that neither says, and the SDK's default holds.</summary>
/// <param name="Region">The region that signs, and that picks the endpoint where none is given.</param>
/// <param name="EndpointUrl">The endpoint, where one is configured.</param>
/// <param name="UseFipsEndpoint">Whether the FIPS endpoint of the region is used.</param>
/// <param name="UseDualstackEndpoint">Whether the dual-stack endpoint of the region is used.</param>
/// <param name="RetryMode"><c>legacy</c>, <c>standard</c> or <c>adaptive</c>.</param>
/// <param name="MaxAttempts">How many calls are made at most, the first one included.</param>
/// <param name="CaBundle">A PEM file of the certificate authorities to trust in place of the system's.</param>
public sealed record AwsClientSettings(
    string Region,
    string? EndpointUrl = null,
    bool? UseFipsEndpoint = null,
    bool? UseDualstackEndpoint = null,
    string? RetryMode = null,
    int? MaxAttempts = null,
    string? CaBundle = null);
