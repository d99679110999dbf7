using StreamJsonRpc;

namespace IdentityServer.Rpc;

/// <summary>The client's requests on their way through the server: each id is taken from its arrival to its answer. Thread-safe.</summary>
internal sealed class PendingReplies
{
    private readonly Lock gate = new();
    private readonly HashSet<RequestId> ids = [];
    private TaskCompletionSource? noneLeft;
    private int unsent;

    /// <summary>Takes the id of a request that arrived; false where an earlier request of that id has no answer yet.</summary>
    public bool TryBegin(RequestId id)
    {
        lock (gate)
        {
            if (!ids.Add(id))
                return false;
            unsent++;
            return true;
        }
    }

    /// <summary>Frees an id, just before its answer leaves: the client may use it again as soon as it has read the answer.</summary>
    public bool TryAnswer(RequestId id)
    {
        lock (gate)
            return ids.Remove(id);
    }

    /// <summary>Counts an answer as written.</summary>
    public void Sent()
    {
        lock (gate)
        {
            if (--unsent == 0)
                noneLeft?.TrySetResult();
        }
    }

    /// <summary>Completes when every request so far has its answer written.</summary>
    public Task NoneLeftAsync()
    {
        lock (gate)
        {
            if (unsent == 0)
                return Task.CompletedTask;
            noneLeft = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return noneLeft.Task;
        }
    }
}
