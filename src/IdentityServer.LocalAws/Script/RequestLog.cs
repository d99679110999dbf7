namespace IdentityServer.LocalAws.Script;

/// <summary>What arrived, and who waits for what to arrive.</summary>
internal sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly List<LoggedRequest> requests = [];
    private readonly List<Waiter> waiters = [];

    public void Add(LoggedRequest request)
    {
        lock (gate)
        {
            requests.Add(request);
            int arrived = requests.Count(r => r.Action == request.Action);
            waiters.RemoveAll(waiter => waiter.Action == request.Action && waiter.Count == arrived && waiter.Complete(request));
        }
    }

    public IReadOnlyList<LoggedRequest> Snapshot()
    {
        lock (gate)
            return [.. requests];
    }

    public void Clear()
    {
        lock (gate)
            requests.Clear();
    }

    public IReadOnlyList<LoggedRequest> Of(string action)
    {
        lock (gate)
            return [.. requests.Where(r => r.Action == action)];
    }

    public Task<LoggedRequest> WaitAsync(string action, int count, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (gate)
        {
            LoggedRequest? arrived = requests.Where(r => r.Action == action).ElementAtOrDefault(count - 1);
            if (arrived is not null)
                return Task.FromResult(arrived);

            Waiter waiter = new(action, count);
            waiters.Add(waiter);
            return waiter.Arrival.WaitAsync(ct);
        }
    }

    private sealed class Waiter(string action, int count)
    {
        // Asynchronous, or the waiting test would go on inside the server's lock.
        private readonly TaskCompletionSource<LoggedRequest> arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Action { get; } = action;

        public int Count { get; } = count;

        public Task<LoggedRequest> Arrival => arrival.Task;

        public bool Complete(LoggedRequest request) => arrival.TrySetResult(request);
    }
}
