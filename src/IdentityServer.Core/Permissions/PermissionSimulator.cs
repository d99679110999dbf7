using Amazon.Runtime;
using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Permissions;

/// <summary>What a simulation came to. A closed family.</summary>
internal abstract record SimulationOutcome
{
    private SimulationOutcome()
    {
    }

    /// <summary>IAM decided on every action.</summary>
    /// <param name="Denied">Those that it does not allow, in the order of the request.</param>
    internal sealed record Decided(IReadOnlyList<string> Denied) : SimulationOutcome;

    /// <summary>IAM did not decide.</summary>
    /// <param name="Why">Part of a sentence.</param>
    internal sealed record Undecided(string Why) : SimulationOutcome;
}

/// <summary>Has IAM simulate the policies of a principal for a set of actions, page by page.</summary>
internal static class PermissionSimulator
{
    private const string Allowed = "allowed";

    // A page holds at least one decision of hundreds; a service that never comes to an end is none.
    private const int MostPages = 100;

    public static Task<SimulationOutcome> SimulateAsync(
        string policySource, IReadOnlyList<string> actions, AwsCredentials keys, AwsClientSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        string endpoint = CallFailure.NameOf(settings, "IAM");
        return LimitedCall.RunAsync<SimulationOutcome>(
            time,
            async limit => OutcomeOf(await DecisionsAsync(policySource, actions, keys, settings, limit), actions),
            failure => new SimulationOutcome.Undecided(failure switch
            {
                null => CallFailure.TimedOut(endpoint, LimitedCall.Limit),
                AmazonServiceException { ErrorCode.Length: > 0 } refused => $"IAM refused to simulate {policySource} ({ServiceWords.Of(refused, keys)})",
                IdentityException known => known.Message.TrimEnd('.'),
                _ => CallFailure.Explain(failure, endpoint, "IAM"),
            }),
            cancellationToken);
    }

    private static async Task<List<(string Action, string Decision)>> DecisionsAsync(
        string policySource, IReadOnlyList<string> actions, AwsCredentials keys, AwsClientSettings settings, CancellationToken cancellationToken)
    {
        using var iam = new IamQueryClient(keys, settings);
        List<(string Action, string Decision)> decisions = [];
        string? marker = null;
        for (int page = 0; page < MostPages; page++)
        {
            SimulationPage answer = await iam.SimulatePrincipalPolicyAsync(
                new SimulationRequest { PolicySourceArn = policySource, ActionNames = actions, Marker = marker }, cancellationToken);
            decisions.AddRange(answer.Decisions);
            marker = answer.NextMarker;
            if (marker is null)
                break;
        }

        return decisions;
    }

    // An action can have several decisions, one a resource: all must allow it.
    private static SimulationOutcome OutcomeOf(List<(string Action, string Decision)> decisions, IReadOnlyList<string> actions)
    {
        ILookup<string, string> byAction = decisions.ToLookup(decision => decision.Action, decision => decision.Decision, StringComparer.OrdinalIgnoreCase);
        string[] denied = [.. actions.Where(action => byAction[action].Any(decision => decision != Allowed))];
        string[] left = [.. actions.Where(action => !byAction.Contains(action))];
        return denied.Length == 0 && left.Length > 0
            ? new SimulationOutcome.Undecided($"IAM gave no decision on {string.Join(", ", left)}")
            : new SimulationOutcome.Decided(denied);
    }
}
