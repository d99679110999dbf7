using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Permissions;

/// <summary>The one IAM endpoint of each partition, and the region that calls to it are signed for (botocore <c>data/iam/…/endpoint-rule-set-1.json</c>).</summary>
internal static class IamEndpoint
{
    private sealed record Row(string Partition, string Region, string Plain, string? Fips, string? DualStack, string? FipsDualStack);

    private static readonly Row[] Partitions =
    [
        new("aws", "us-east-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws", "iam-fips.global.api.aws"),
        new("aws-cn", "cn-north-1", "iam.cn-north-1.amazonaws.com.cn", null, "iam.global.api.amazonwebservices.com.cn", null),
        new("aws-us-gov", "us-gov-west-1", "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com", "iam.us-gov.api.aws", "iam.us-gov.api.aws"),
        new("aws-eusc", "eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu", null, null, null),
    ];

    /// <summary><paramref name="settings"/> with endpoint and region of the partition's IAM; null where it has none of the kind that they ask for. A configured endpoint stays.</summary>
    public static AwsClientSettings? For(string partition, AwsClientSettings settings)
    {
        Row? row = Array.Find(Partitions, candidate => candidate.Partition == partition);
        string? host = (settings.UseFipsEndpoint, settings.UseDualstackEndpoint) switch
        {
            (true, true) => row?.FipsDualStack,
            (true, _) => row?.Fips,
            (_, true) => row?.DualStack,
            _ => row?.Plain,
        };
        string? url = settings.EndpointUrl ?? (host is null ? null : $"https://{host}");
        return url is null ? null : settings with { EndpointUrl = url, Region = row?.Region ?? settings.Region };
    }
}
