namespace IdentityServer.Tests.Harness;

/// <summary>An error as a client sees it.</summary>
internal sealed record RpcError(int Code, string Message, string? AwsErrorCode)
{
    /// <summary>Asserts that the request failed with this AWS error code (RequestFailed) and that a person can read why.</summary>
    public RpcError Is(string awsErrorCode)
    {
        Assert.Equal((-32803, awsErrorCode), (Code, AwsErrorCode));
        Assert.False(string.IsNullOrWhiteSpace(Message));
        return this;
    }
}
