using System.Collections.Concurrent;

namespace IdentityServer.LocalAws.Script;

/// <summary>The faults still to be met: one queue an action, one fault a request.</summary>
internal sealed class FaultScript
{
    // A closed list, so that a misspelt action fails where it is written and not as a test that passes for the wrong reason.
    private readonly Dictionary<string, ConcurrentQueue<Fault>> queues = new(StringComparer.Ordinal)
    {
        [LocalAwsActions.AssumeRole] = new(),
        [LocalAwsActions.AssumeRoleWithWebIdentity] = new(),
        [LocalAwsActions.GetCallerIdentity] = new(),
        [LocalAwsActions.GetSessionToken] = new(),
        [LocalAwsActions.SimulatePrincipalPolicy] = new(),
        [LocalAwsActions.ImdsToken] = new(),
        [LocalAwsActions.ImdsRoleName] = new(),
        [LocalAwsActions.ImdsDocument] = new(),
        [LocalAwsActions.ImdsOther] = new(),
        [LocalAwsActions.Container] = new(),
    };

    public void Enqueue(string action, Fault fault, int times)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (!queues.TryGetValue(action, out ConcurrentQueue<Fault>? queue))
            throw new ArgumentException($"no request is \"{action}\"; the actions are {string.Join(", ", queues.Keys)}", nameof(action));

        for (int i = 0; i < times; i++)
            queue.Enqueue(fault);
    }

    public Fault? Next(string action) =>
        queues.TryGetValue(action, out ConcurrentQueue<Fault>? queue) && queue.TryDequeue(out Fault? fault) ? fault : null;
}
