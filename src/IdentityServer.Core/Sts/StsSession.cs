namespace IdentityServer.Core.Sts;

/// <summary>A role session as STS gave it and as the cache keeps it.</summary>
/// <param name="Credentials">The keys, with their expiration.</param>
/// <param name="Expiration">When the session ends, UTC.</param>
/// <param name="AssumedRoleId">STS's <c>AssumedRoleUser.AssumedRoleId</c>, where known.</param>
/// <param name="AssumedRoleArn">STS's <c>AssumedRoleUser.Arn</c>, where known.</param>
/// <param name="RequestId">The id of the STS request, where known.</param>
public sealed record StsSession(
    AwsCredentials Credentials,
    DateTimeOffset Expiration,
    string? AssumedRoleId = null,
    string? AssumedRoleArn = null,
    string? RequestId = null);
