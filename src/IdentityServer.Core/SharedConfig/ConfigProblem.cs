namespace IdentityServer.Core.SharedConfig;

/// <summary>Something in a shared-config file that could not be understood. It costs only the line or the section it stands in.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Message">What is wrong, and what would be right. Never quotes a value: it could be a secret.</param>
/// <param name="IntendedProfile">
/// Where a section header is no profile's as it stands: the profile it was most likely meant for. "Profile not found" can then point here.
/// </param>
public sealed record ConfigProblem(SourceLocation Location, string Message, string? IntendedProfile = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Location}: {Message}";
}
