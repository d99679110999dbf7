using System.Xml;
using System.Xml.Linq;
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
    /// <exception cref="XmlException">The document is another one, or not well-formed.</exception>
    public static SimulationPage Read(XmlReader xml)
    {
        var root = XElement.Load(xml);
        XNamespace ns = root.Name.Namespace;
        XElement result = root.Name.LocalName == "SimulatePrincipalPolicyResponse" && root.Element(ns + "SimulatePrincipalPolicyResult") is { } found
            ? found
            : throw new XmlException("No result of SimulatePrincipalPolicy.");
        return new SimulationPage
        {
            Decisions =
            [
                .. from member in result.Elements(ns + "EvaluationResults").Elements(ns + "member")
                   select (Text(member, "EvalActionName"), Text(member, "EvalDecision")),
            ],
            NextMarker = Text(result, "IsTruncated") == "true" ? Text(result, "Marker") : null,
        };

        string Text(XElement parent, string name) => parent.Element(ns + name)?.Value.Trim() ?? "";
    }
}
