namespace IdentityServer.LocalAws.Sessions;

/// <summary>Temporary credentials that this server handed out.</summary>
internal sealed record MintedSession(
    string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration, Principal Principal);
