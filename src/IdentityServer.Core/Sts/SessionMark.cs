namespace IdentityServer.Core.Sts;

/// <summary>Tells one session from another without holding its secrets.</summary>
/// <param name="AccessKeyId">STS gives each session one of its own.</param>
/// <param name="Expiration">Its end in whole seconds, as the cache keeps it.</param>
internal readonly record struct SessionMark(string AccessKeyId, DateTimeOffset Expiration)
{
    public static SessionMark Of(StsSession session) => Of(session.Credentials, session.Expiration);

    public static SessionMark Of(AwsCredentials credentials, DateTimeOffset expiration) =>
        new(credentials.AccessKeyId, DateTimeOffset.FromUnixTimeSeconds(expiration.ToUnixTimeSeconds()));
}
