using System.Collections.Concurrent;
using IdentityServer.LocalAws.Sts;

namespace IdentityServer.LocalAws;

/// <summary>What IAM's policy simulation decides. A test changes it while the server runs.</summary>
public sealed class IamOptions
{
    private readonly ConcurrentDictionary<(string Principal, string Action), string> decisions = new();

    /// <summary>ARNs of callers, as GetCallerIdentity gives them, that may not simulate.</summary>
    public ISet<string> MayNotSimulate { get; } = new SharedSet();

    /// <summary>ARNs of principals that are not there. The real service knows a role with a path by its whole ARN only.</summary>
    public ISet<string> MissingPrincipals { get; } = new SharedSet();

    /// <summary>How many decisions a page holds at most; 100 where null, as with the real service.</summary>
    public int? PageSize { get; set; }

    /// <summary>Decides about one action of one principal: <c>implicitDeny</c> or <c>explicitDeny</c>. Whatever nobody decided about is <c>allowed</c>.</summary>
    public void Deny(string principalArn, string action, string decision = "implicitDeny") => decisions[(principalArn, action)] = decision;

    internal string DecisionOn(string principalArn, string action) => decisions.GetValueOrDefault((principalArn, action), "allowed");
}
