using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Sessions;

namespace IdentityServer.LocalAws.Sts;

/// <summary>The Security Token Service: checks in the order of the real one (who, then what, then whether it is allowed).</summary>
internal sealed class StsService : ILoopbackService
{
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);
    private static readonly TimeSpan TwelveHours = TimeSpan.FromHours(12);

    private readonly SessionMint mint;
    private readonly CallerCheck callers;
    private readonly RoleGate gate;

    public StsService(SessionMint mint, StsPolicy policy, TimeProvider time)
    {
        this.mint = mint;
        callers = new CallerCheck(mint, policy, time);
        gate = new RoleGate(policy);
    }

    public string ActionOf(ReceivedRequest request) => request.Parameters.GetValueOrDefault("Action") ?? LocalAwsActions.Other;

    public IReadOnlyDictionary<string, string> ParametersOf(ReceivedRequest request) => request.Parameters;

    public Answer Answer(ReceivedRequest request)
    {
        try
        {
            return request.Parameters.GetValueOrDefault("Action") switch
            {
                LocalAwsActions.AssumeRole => AssumeRole(request),
                LocalAwsActions.AssumeRoleWithWebIdentity => AssumeRoleWithWebIdentity(request),
                LocalAwsActions.GetCallerIdentity => GetCallerIdentity(request),
                LocalAwsActions.GetSessionToken => GetSessionToken(request),
                null => Refuse(400, "MissingAction", "The request must contain the parameter Action."),
                var unknown => Refuse(400, "InvalidAction", $"Could not find operation {unknown} for version {VersionOf(request)}"),
            };
        }
        catch (StsRefusedException refused)
        {
            return Refuse(refused.Status, refused.Code, refused.Message);
        }
    }

    public Answer Refuse(int status, string code, string message) => StsDocument.Error(status, code, message);

    private Answer AssumeRole(ReceivedRequest request)
    {
        Principal caller = callers.CallerOf(request);
        ParameterCheck check = new(request.Parameters);
        string roleArn = check.Required("RoleArn", ParameterCheck.AnyText(), 20, 2048);
        string sessionName = check.Required("RoleSessionName", ParameterCheck.SessionName(), 2, 64);
        _ = check.Optional("ExternalId", ParameterCheck.ExternalId(), 2, 1224);
        string? serial = check.Optional("SerialNumber", ParameterCheck.MfaSerial(), 9, 256);
        string? code = check.Optional("TokenCode", ParameterCheck.MfaCode(), 6, 6);
        TimeSpan? duration = check.Duration(43200);
        check.ThrowIfAny();

        RoleArn role = RoleArn.TryParse(roleArn) ?? throw StsRefusedException.Invalid("Request ARN is invalid");
        if (caller.IsRole && duration > OneHour)
        {
            throw StsRefusedException.Invalid(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }

        gate.Admit(caller, role, serial, code);

        MintedSession session = Mint(Principal.OfRole(role, sessionName), duration ?? OneHour);
        return StsDocument.Success(
            LocalAwsActions.AssumeRole, StsDocument.AssumedRoleUser(session.Principal), StsDocument.Credentials(session));
    }

    private Answer AssumeRoleWithWebIdentity(ReceivedRequest request)
    {
        ParameterCheck check = new(request.Parameters);
        string roleArn = check.Required("RoleArn", ParameterCheck.AnyText(), 20, 2048);
        string sessionName = check.Required("RoleSessionName", ParameterCheck.SessionName(), 2, 64);
        _ = check.Required("WebIdentityToken", ParameterCheck.AnyText(), 4, 20000);
        TimeSpan? duration = check.Duration(43200);
        check.ThrowIfAny();

        RoleArn role = RoleArn.TryParse(roleArn) ?? throw StsRefusedException.Invalid("Request ARN is invalid");
        gate.AdmitWebIdentity(role);

        MintedSession session = Mint(Principal.OfRole(role, sessionName), duration ?? OneHour);
        return StsDocument.Success(
            LocalAwsActions.AssumeRoleWithWebIdentity,
            StsDocument.Member("SubjectFromWebIdentityToken", "local-subject"),
            StsDocument.Member("Audience", "sts.amazonaws.com"),
            StsDocument.AssumedRoleUser(session.Principal),
            StsDocument.Credentials(session),
            StsDocument.Member("Provider", "local-provider"));
    }

    private Answer GetCallerIdentity(ReceivedRequest request)
    {
        Principal caller = callers.CallerOf(request);
        return StsDocument.Success(
            LocalAwsActions.GetCallerIdentity,
            StsDocument.Member("Arn", caller.Arn),
            StsDocument.Member("UserId", caller.UserId),
            StsDocument.Member("Account", caller.Account));
    }

    private Answer GetSessionToken(ReceivedRequest request)
    {
        Principal caller = callers.CallerOf(request);
        if (SigningScope.Of(request)?.SecurityToken is not null)
            throw StsRefusedException.AccessDenied("Cannot call GetSessionToken with session credentials");

        ParameterCheck check = new(request.Parameters);
        string? serial = check.Optional("SerialNumber", ParameterCheck.MfaSerial(), 9, 256);
        string? code = check.Optional("TokenCode", ParameterCheck.MfaCode(), 6, 6);
        TimeSpan? duration = check.Duration(129600);
        check.ThrowIfAny();
        gate.CheckMfa(serial, code);

        return StsDocument.Success(LocalAwsActions.GetSessionToken, StsDocument.Credentials(Mint(caller, duration ?? TwelveHours)));
    }

    private static string VersionOf(ReceivedRequest request) => request.Parameters.GetValueOrDefault("Version", "NO_VERSION_SPECIFIED");

    private MintedSession Mint(Principal principal, TimeSpan lifetime) => mint.Mint(principal, mint.LifetimeOverride ?? lifetime);
}
