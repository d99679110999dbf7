using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Sessions;

namespace IdentityServer.LocalAws.Endpoints;

/// <summary>The credentials endpoint of a container: the same role under every path.</summary>
internal sealed class ContainerService : ILoopbackService
{
    private readonly RotatingSession session;
    private readonly ContainerOptions options;

    public ContainerService(SessionMint mint, ContainerOptions options, TimeProvider time)
    {
        session = new RotatingSession(mint, time);
        this.options = options;
    }

    public string ActionOf(ReceivedRequest request) => LocalAwsActions.Container;

    public IReadOnlyDictionary<string, string> ParametersOf(ReceivedRequest request) => request.Describe("Authorization");

    public Answer Answer(ReceivedRequest request)
    {
        if (options.RequiredAuthorization is { } required && request.Header("Authorization") != required)
            return Refuse(401, "UnauthorizedException", "The Authorization header is missing or not the right one.");
        if (RoleArn.TryParse(options.RoleArn) is not { } role)
            return Refuse(400, "InvalidRoleArn", $"{options.RoleArn} is no role's ARN.");

        MintedSession credentials = session.Get(Principal.OfRole(role, "local-task"), options.CredentialLifetime);
        return Http.Answer.Json(
            200,
            ("RoleArn", role.Text),
            ("AccessKeyId", credentials.AccessKeyId),
            ("SecretAccessKey", credentials.SecretAccessKey),
            ("Token", credentials.SessionToken),
            ("Expiration", AwsTime.Format(credentials.Expiration)));
    }

    public Answer Refuse(int status, string code, string message) => Http.Answer.Json(status, ("code", code), ("message", message));
}
