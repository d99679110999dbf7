namespace IdentityServer.Protocol;

/// <summary>The params of <c>window/logMessage</c>.</summary>
public sealed record LogMessageParams
{
    /// <summary>LSP's <c>MessageType</c>: 1 error, 2 warning, 3 info, 4 log, 5 debug.</summary>
    public required int Type { get; init; }

    /// <summary>The line.</summary>
    public required string Message { get; init; }
}
