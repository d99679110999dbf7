namespace IdentityServer.Core;

/// <summary>
/// Lets callers who want the same thing at the same time share one piece of work. A caller who gives up does not disturb the others;
/// when the last one gives up, the work is cancelled. Failures are not remembered.
/// </summary>
internal sealed class SharedFlights<TKey, TResult>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Flight> flights = [];

    /// <summary>Joins the work under way for <paramref name="key"/>, or starts it.</summary>
    public async Task<TResult> JoinAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flight? flight;
        bool starts;
        lock (flights)
        {
            starts = !flights.TryGetValue(key, out flight);
            if (starts)
                flights[key] = flight = new Flight();
            flight!.Waiters++;
        }

        if (starts)
            _ = FlyAsync(key, flight, work);
        try
        {
            return await flight.Landed.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private async Task FlyAsync(TKey key, Flight flight, Func<CancellationToken, Task<TResult>> work)
    {
        try
        {
            TResult result = await work(flight.Cancellation.Token);
            Remove(key, flight);
            flight.Landed.TrySetResult(result);
        }
        catch (OperationCanceledException)
        {
            Remove(key, flight);
            flight.Landed.TrySetCanceled();
        }
#pragma warning disable CA1031 // Whatever it is, the callers who wait get it; one of them always observes it or has given up.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            Remove(key, flight);
            flight.Landed.TrySetException(ex);
            _ = flight.Landed.Task.Exception; // Observed, for the case that every caller has given up.
        }
    }

    // A flight that nobody waits for is cancelled, and leaves its place at once: the next caller starts afresh.
    private void Leave(TKey key, Flight flight)
    {
        lock (flights)
        {
            if (--flight.Waiters > 0)
                return;
            RemoveLocked(key, flight);
        }

        if (!flight.Landed.Task.IsCompleted)
            flight.Cancellation.Cancel();
    }

    private void Remove(TKey key, Flight flight)
    {
        lock (flights)
            RemoveLocked(key, flight);
    }

    private void RemoveLocked(TKey key, Flight flight)
    {
        if (flights.TryGetValue(key, out Flight? current) && current == flight)
            flights.Remove(key);
    }

    private sealed class Flight
    {
        public CancellationTokenSource Cancellation { get; } = new();

        public TaskCompletionSource<TResult> Landed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiters { get; set; }
    }
}
