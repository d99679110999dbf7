using System.Xml;
using Amazon.Runtime;

namespace IdentityServer.Core.Permissions;

/// <summary>What <c>iam:SimulatePrincipalPolicy</c> is asked.</summary>
internal sealed class SimulationRequest : AmazonWebServiceRequest
{
    public required string PolicySourceArn { get; init; }

    public required IReadOnlyList<string> ActionNames { get; init; }

    /// <summary>Where the page begins; null for the first.</summary>
    public string? Marker { get; init; }
}

/// <summary>One page of its answer.</summary>
internal sealed class SimulationPage : AmazonWebServiceResponse
{
    /// <summary>The actions with their decisions: <c>allowed</c>, <c>explicitDeny</c> or <c>implicitDeny</c>.</summary>
    public IReadOnlyList<(string Action, string Decision)> Decisions { get; private init; } = [];

    /// <summary>Where the next page begins; null at the last.</summary>
    public string? NextMarker { get; private init; }

    /// <summary>Reads <c>SimulatePrincipalPolicyResponse/SimulatePrincipalPolicyResult</c>; what else is in it is passed over.</summary>
    /// <remarks>By the reader that the SDK brings along: a tree of the document would make the executable a quarter of a megabyte larger.</remarks>
    /// <exception cref="XmlException">The document is another one, or not well-formed.</exception>
    public static SimulationPage Read(XmlReader xml)
    {
        const string Result = "/SimulatePrincipalPolicyResponse/SimulatePrincipalPolicyResult";
        const string Member = $"{Result}/EvaluationResults/member";
        List<(string Action, string Decision)> decisions = [];
        var texts = new Dictionary<string, string>();
        bool hasResult = false;
        string path = "";
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                path = $"{path}/{xml.LocalName}";
                hasResult |= path == Result;
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                texts[path] = texts.GetValueOrDefault(path) + xml.Value;
            }

            if (xml.NodeType != XmlNodeType.EndElement && !(xml.NodeType == XmlNodeType.Element && xml.IsEmptyElement))
                continue;
            if (path == Member)
                decisions.Add((Take($"{Member}/EvalActionName"), Take($"{Member}/EvalDecision")));
            path = path[..path.LastIndexOf('/')];
        }

        return !hasResult
            ? throw new XmlException("No result of SimulatePrincipalPolicy.")
            : new SimulationPage { Decisions = decisions, NextMarker = Take($"{Result}/IsTruncated") == "true" ? Take($"{Result}/Marker") : null };

        string Take(string of) => texts.Remove(of, out string? text) ? text.Trim() : "";
    }
}
