using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>The messages a server sent, each taken at most once; a wait ends at once when no more can come.</summary>
internal sealed class Inbox
{
    private readonly Lock gate = new();
    private readonly List<JsonObject> all = [];
    private readonly List<JsonObject> unread = [];
    private readonly List<Waiter> waiters = [];
    private Exception? end;

    /// <summary>Every message so far, taken or not, in order of arrival.</summary>
    public IReadOnlyList<JsonObject> All
    {
        get
        {
            lock (gate) return [.. all];
        }
    }

    public void Add(JsonObject message)
    {
        lock (gate)
        {
            all.Add(message);
            Waiter? waiter = waiters.Find(waiter => waiter.Wanted(message));
            if (waiter is null)
            {
                unread.Add(message);
                return;
            }

            waiters.Remove(waiter);
            waiter.Message.SetResult(message);
        }
    }

    public void End(Exception why)
    {
        lock (gate)
        {
            end = why;
            waiters.ForEach(waiter => waiter.Message.TrySetException(why));
            waiters.Clear();
        }
    }

    public Task<JsonObject> TakeAsync(Func<JsonObject, bool> wanted)
    {
        lock (gate)
        {
            JsonObject? message = unread.Find(message => wanted(message));
            if (message is not null)
            {
                unread.Remove(message);
                return Task.FromResult(message);
            }

            if (end is not null) return Task.FromException<JsonObject>(end);
            Waiter waiter = new(wanted, new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously));
            waiters.Add(waiter);
            return waiter.Message.Task;
        }
    }

    private sealed record Waiter(Func<JsonObject, bool> Wanted, TaskCompletionSource<JsonObject> Message);
}
