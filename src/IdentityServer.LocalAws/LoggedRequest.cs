namespace IdentityServer.LocalAws;

/// <summary>One request as it arrived, before any fault or check.</summary>
/// <param name="Action">One of <see cref="LocalAwsActions"/>, or an STS action that is not served.</param>
/// <param name="Parameters">STS: the query and form parameters. Elsewhere: <c>Method</c>, <c>Path</c>, the service's headers by name.</param>
/// <param name="SigningKeyId">The access key id of the signature; null for an unsigned request.</param>
/// <param name="SigningRegion">The region the signature is scoped to; null for an unsigned request.</param>
/// <param name="SecurityToken">The session token sent along; null for long-term keys.</param>
/// <param name="Time">The server's time at arrival.</param>
public sealed record LoggedRequest(
    string Action,
    IReadOnlyDictionary<string, string> Parameters,
    string? SigningKeyId,
    string? SigningRegion,
    string? SecurityToken,
    DateTimeOffset Time);
