namespace IdentityServer.Core.SharedConfig;

/// <summary>Both shared-config files as they stood at one moment. Immutable.</summary>
/// <param name="Profiles">The profiles by name (case-sensitive), each merged from both files.</param>
/// <param name="SsoSessions">The <c>[sso-session NAME]</c> sections by name.</param>
/// <param name="Services">The <c>[services NAME]</c> sections by name.</param>
/// <param name="Problems">What could not be understood and belongs to no section that is kept.</param>
/// <param name="Locations">The files this was read from.</param>
public sealed record ConfigSnapshot(
    IReadOnlyDictionary<string, ConfigSection> Profiles,
    IReadOnlyDictionary<string, ConfigSection> SsoSessions,
    IReadOnlyDictionary<string, ConfigSection> Services,
    IReadOnlyList<ConfigProblem> Problems,
    ConfigLocations Locations);
