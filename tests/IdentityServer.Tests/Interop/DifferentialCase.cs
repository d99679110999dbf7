namespace IdentityServer.Tests.Interop;

/// <summary>One pair of files, the environment it is read in, and the profile that is asked for.</summary>
/// <param name="Name">The name of its shape, and how it is dressed.</param>
/// <param name="Environment">The name of its <see cref="DifferentialEnvironment"/>.</param>
/// <param name="Profile">The profile.</param>
/// <param name="Config">The config file; null where there is none. Of placeholders, <c>{home}</c> and <c>{endpoint}</c>.</param>
/// <param name="Credentials">The credentials file, likewise.</param>
/// <param name="Files">Other files by their path in the home folder.</param>
/// <param name="Features">What stands in it that the two sides may read differently; the rules ask for them.</param>
internal sealed record DifferentialCase(
    string Name,
    string Environment,
    string Profile,
    string? Config,
    string? Credentials,
    IReadOnlyDictionary<string, string> Files,
    IReadOnlySet<string> Features)
{
    /// <summary>The code of every MFA device that STS knows.</summary>
    public const string MfaCode = "914273";

    public override string ToString() =>
        $"{Name} [{string.Join(", ", Features)}]\n  profile {Profile}, environment {Environment}\n--- config\n{Config}\n--- credentials\n{Credentials}\n---";
}
