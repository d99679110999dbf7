namespace IdentityServer.Core.Credentials;

/// <summary>Runs a call to an AWS service within its time limit, and gives every failure to one place.</summary>
internal static class LimitedCall
{
    /// <summary>How long one call may take, retries included.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs <paramref name="call"/>. Its failure (null: it ran out of time) is for <paramref name="failed"/> to answer or to translate; the caller's own cancellation is passed on.</summary>
    public static async Task<T> RunAsync<T>(TimeProvider time, Func<CancellationToken, Task<T>> call, Func<Exception?, T> failed, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The SDK throws a dozen kinds; none of them leaves this library as it is.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            return failed(timeLimit.IsCancellationRequested ? null : ex);
        }
    }
}
