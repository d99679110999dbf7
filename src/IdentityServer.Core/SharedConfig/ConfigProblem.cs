namespace IdentityServer.Core.SharedConfig;

/// <summary>Something in a shared-config file that could not be understood. It costs only the line or the section it stands in.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Message">What is wrong, and what would be right. Never quotes a value: it could be a secret.</param>
public sealed record ConfigProblem(SourceLocation Location, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Location}: {Message}";
}
