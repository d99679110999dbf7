using System.Collections.Concurrent;
using System.Globalization;
using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Sessions;

namespace IdentityServer.LocalAws.Endpoints;

/// <summary>The part of the instance metadata service that gives credentials.</summary>
internal sealed class MetadataService : ILoopbackService
{
    private const string TokenPath = "/latest/api/token";
    private const string CredentialsPath = "/latest/meta-data/iam/security-credentials/";
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string TtlHeader = "X-aws-ec2-metadata-token-ttl-seconds";
    private const int LongestTtl = 21600;

    private readonly ConcurrentDictionary<string, DateTimeOffset> tokens = new(StringComparer.Ordinal);
    private readonly RotatingSession session;
    private readonly MetadataOptions options;
    private readonly TimeProvider time;

    public MetadataService(SessionMint mint, MetadataOptions options, TimeProvider time)
    {
        session = new RotatingSession(mint, time);
        this.options = options;
        this.time = time;
    }

    public string ActionOf(ReceivedRequest request) => request.Path switch
    {
        TokenPath => LocalAwsActions.ImdsToken,
        CredentialsPath => LocalAwsActions.ImdsRoleName,
        _ when request.Path + "/" == CredentialsPath => LocalAwsActions.ImdsRoleName,
        _ when request.Path.StartsWith(CredentialsPath, StringComparison.Ordinal) => LocalAwsActions.ImdsDocument,
        _ => LocalAwsActions.ImdsOther,
    };

    public IReadOnlyDictionary<string, string> ParametersOf(ReceivedRequest request) => request.Describe(TokenHeader, TtlHeader);

    public Answer Answer(ReceivedRequest request)
    {
        string action = ActionOf(request);
        if (action == LocalAwsActions.ImdsToken)
            return request.Method == "PUT" ? Token(request) : Refuse(405, "Method Not Allowed", string.Empty);
        if (!MayRead(request))
            return Refuse(401, "Unauthorized", string.Empty);

        return action switch
        {
            LocalAwsActions.ImdsRoleName when options.RoleName is { } role => Http.Answer.Text(200, role),
            LocalAwsActions.ImdsDocument when request.Path[CredentialsPath.Length..] == options.RoleName => Document(options.RoleName),
            _ => Refuse(404, "Not Found", string.Empty),
        };
    }

    // The real service answers a page whose title is the status, whatever went wrong.
    public Answer Refuse(int status, string code, string message) => new(
        status, "text/html", $"<html><head><title>{status} - {code}</title></head><body><h1>{status} - {code}</h1>{message}</body></html>");

    private Answer Token(ReceivedRequest request)
    {
        if (options.Versions == ImdsVersions.V1Only)
            return Refuse(404, "Not Found", string.Empty);
        bool valid = int.TryParse(request.Header(TtlHeader), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            && seconds is >= 1 and <= LongestTtl;
        if (!valid)
            return Refuse(400, "Bad Request", string.Empty);

        string token = $"AQAEAlocalTOKEN{Guid.NewGuid():N}==";
        tokens[token] = time.GetUtcNow().AddSeconds(seconds);
        return Http.Answer.Text(200, token) with { Header = (TtlHeader, seconds.ToString(CultureInfo.InvariantCulture)) };
    }

    private bool MayRead(ReceivedRequest request) => (request.Header(TokenHeader), options.Versions) switch
    {
        (_, ImdsVersions.V1Only) => true,
        (null, ImdsVersions.V1AndV2) => true,
        (null, _) => false,
        ({ } token, _) => tokens.TryGetValue(token, out DateTimeOffset end) && time.GetUtcNow() < end,
    };

    private Answer Document(string roleName)
    {
        RoleArn role = new($"arn:aws:iam::{LocalAwsServer.CallerAccount}:role/{roleName}", "aws", LocalAwsServer.CallerAccount, roleName);
        MintedSession credentials = session.Get(Principal.OfRole(role, "i-0123456789abcdef0"), options.CredentialLifetime);
        var document = Http.Answer.Json(
            200,
            ("Code", "Success"),
            ("LastUpdated", AwsTime.Format(time.GetUtcNow())),
            ("Type", "AWS-HMAC"),
            ("AccessKeyId", credentials.AccessKeyId),
            ("SecretAccessKey", credentials.SecretAccessKey),
            ("Token", credentials.SessionToken),
            ("Expiration", AwsTime.Format(credentials.Expiration)));
        return document with { ContentType = "text/plain" };
    }
}
