using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Sessions;

namespace IdentityServer.LocalAws.Sts;

/// <summary>Tells who signed a request, or refuses it as STS does.</summary>
internal sealed class CallerCheck
{
    private readonly SessionMint mint;
    private readonly StsPolicy policy;
    private readonly TimeProvider time;

    public CallerCheck(SessionMint mint, StsPolicy policy, TimeProvider time)
    {
        this.mint = mint;
        this.policy = policy;
        this.time = time;
    }

    /// <exception cref="StsRefusedException">Not signed, not known, or expired.</exception>
    public Principal CallerOf(ReceivedRequest request)
    {
        SigningScope scope = SigningScope.Of(request) ?? throw NotSigned(request);
        return mint.Find(scope.AccessKeyId) is { } session ? CallerOfSession(session, scope) : CallerOfOtherKey(scope);
    }

    private Principal CallerOfSession(MintedSession session, SigningScope scope)
    {
        if (scope.SecurityToken != session.SessionToken)
            throw UnknownToken();
        if (session.Expiration <= time.GetUtcNow())
            throw new StsRefusedException(403, "ExpiredToken", "The security token included in the request is expired");

        return session.Principal;
    }

    private Principal CallerOfOtherKey(SigningScope scope)
    {
        bool hasToken = policy.KnownSessionTokens.TryGetValue(scope.AccessKeyId, out string? token);
        bool accepted = hasToken || policy.AcceptedAccessKeyIds.Count == 0 || policy.AcceptedAccessKeyIds.Contains(scope.AccessKeyId);
        return accepted && scope.SecurityToken == token ? Principal.User : throw UnknownToken();
    }

    private static StsRefusedException NotSigned(ReceivedRequest request) => request.Header("Authorization") is null
        ? new(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        : new(400, "IncompleteSignature", "Authorization header requires a 'Credential' of the form KEY/DATE/REGION/sts/aws4_request.");

    private static StsRefusedException UnknownToken() =>
        new(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
}
