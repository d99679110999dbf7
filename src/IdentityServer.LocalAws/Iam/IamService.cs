using System.Globalization;
using System.Xml.Linq;
using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Sessions;
using IdentityServer.LocalAws.Sts;

namespace IdentityServer.LocalAws.Iam;

/// <summary>Identity and Access Management, as much of it as a policy simulation is.</summary>
internal sealed class IamService : ILoopbackService
{
    /// <summary>What signatures call it.</summary>
    public const string Id = "iam";

    private const int UsualPageSize = 100;

    private static readonly XNamespace Ns = "https://iam.amazonaws.com/doc/2010-05-08/";
    private static readonly QueryDocument Query = new(Ns);

    private readonly CallerCheck callers;
    private readonly IamOptions options;

    public IamService(CallerCheck callers, IamOptions options)
    {
        this.callers = callers;
        this.options = options;
    }

    public string ActionOf(ReceivedRequest request) => request.Parameters.GetValueOrDefault("Action") ?? LocalAwsActions.Other;

    public IReadOnlyDictionary<string, string> ParametersOf(ReceivedRequest request) => request.Parameters;

    public Answer Answer(ReceivedRequest request)
    {
        try
        {
            return request.Parameters.GetValueOrDefault("Action") switch
            {
                LocalAwsActions.SimulatePrincipalPolicy => SimulatePrincipalPolicy(request),
                null => Refuse(400, "MissingAction", "The request must contain the parameter Action."),
                var unknown => Refuse(400, "InvalidAction", $"Could not find operation {unknown} for version {request.Parameters.GetValueOrDefault("Version", "NO_VERSION_SPECIFIED")}"),
            };
        }
        catch (StsRefusedException refused)
        {
            return Refuse(refused.Status, refused.Code, refused.Message);
        }
    }

    public Answer Refuse(int status, string code, string message) => Query.Error(status, code, message);

    private Answer SimulatePrincipalPolicy(ReceivedRequest request)
    {
        Principal caller = callers.CallerOf(request);
        ParameterCheck check = new(request.Parameters);
        string principal = check.Required("PolicySourceArn", ParameterCheck.AnyText(), 20, 2048);
        string? marker = check.Optional("Marker", ParameterCheck.AnyText(), 1, 320);
        string[] actions = [.. ActionsOf(check)];
        check.ThrowIfAny();

        if (options.MayNotSimulate.Contains(caller.Arn))
            throw StsRefusedException.AccessDenied($"User: {caller.Arn} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: {principal} because no identity-based policy allows the iam:SimulatePrincipalPolicy action");
        if (!IsPrincipal(principal))
            throw new StsRefusedException(400, "InvalidInput", $"Invalid Entity Arn: {principal} does not clearly define entity type and name.");
        if (options.MissingPrincipals.Contains(principal))
            throw new StsRefusedException(404, "NoSuchEntity", $"The principal {principal} cannot be found.");

        int start = marker is null ? 0 : int.Parse(marker, CultureInfo.InvariantCulture);
        int end = Math.Min(actions.Length, start + (options.PageSize ?? UsualPageSize));
        XElement results = new(Ns + "EvaluationResults", actions[start..end].Select(action => DecisionOn(principal, action)));
        XElement truncated = Query.Member("IsTruncated", end < actions.Length ? "true" : "false");
        return end < actions.Length
            ? Query.Success(LocalAwsActions.SimulatePrincipalPolicy, truncated, Query.Member("Marker", end.ToString(CultureInfo.InvariantCulture)), results)
            : Query.Success(LocalAwsActions.SimulatePrincipalPolicy, truncated, results);
    }

    private XElement DecisionOn(string principal, string action) => new(
        Ns + "member",
        new XElement(Ns + "MatchedStatements"),
        new XElement(Ns + "MissingContextValues"),
        Query.Member("EvalResourceName", "*"),
        Query.Member("EvalDecision", options.DecisionOn(principal, action)),
        Query.Member("EvalActionName", action));

    private static IEnumerable<string> ActionsOf(ParameterCheck check)
    {
        yield return check.Required("ActionNames.member.1", ParameterCheck.AnyText(), 3, 128);
        for (int i = 2; check.Optional($"ActionNames.member.{i}", ParameterCheck.AnyText(), 3, 128) is { } action; i++)
            yield return action;
    }

    private static bool IsPrincipal(string arn) =>
        arn.Split(':', 6) is ["arn", _, "iam", "", { Length: 12 }, var resource] && resource.Split('/') is ["user" or "role" or "group", .., { Length: > 0 }];
}
