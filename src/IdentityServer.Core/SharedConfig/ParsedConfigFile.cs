namespace IdentityServer.Core.SharedConfig;

/// <summary>One shared-config file, read whole.</summary>
/// <param name="Profiles">Its profiles by name.</param>
/// <param name="SsoSessions">Its <c>[sso-session NAME]</c> sections by name.</param>
/// <param name="Services">Its <c>[services NAME]</c> sections by name.</param>
/// <param name="Problems">What could not be understood and belongs to no section that is kept.</param>
internal sealed record ParsedConfigFile(
    IReadOnlyDictionary<string, ConfigSection> Profiles,
    IReadOnlyDictionary<string, ConfigSection> SsoSessions,
    IReadOnlyDictionary<string, ConfigSection> Services,
    IReadOnlyList<ConfigProblem> Problems)
{
    /// <summary>A file that is missing or has nothing in it.</summary>
    public static ParsedConfigFile Empty { get; } = new(
        new Dictionary<string, ConfigSection>(), new Dictionary<string, ConfigSection>(), new Dictionary<string, ConfigSection>(), []);

    /// <summary>Every problem, those of the sections included.</summary>
    public IEnumerable<ConfigProblem> AllProblems =>
        Problems.Concat(Profiles.Values.Concat(SsoSessions.Values).Concat(Services.Values).SelectMany(section => section.Problems));
}
