using IdentityServer.Core.Credentials;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Permissions;

/// <summary>How services are called for a profile that need not be there: then the environment alone decides.</summary>
internal sealed class ProfileCalls
{
    private readonly ConfigSnapshot config;
    private readonly ConfigSection section;
    private readonly IReadOnlyDictionary<string, string> environment;

    public ProfileCalls(ConfigSnapshot config, string profileName, IReadOnlyDictionary<string, string> environment)
    {
        this.config = config;
        this.environment = environment;
        Profile = config.Profiles.GetValueOrDefault(profileName);
        section = Profile ?? new ConfigSection(profileName, new SourceLocation(config.Locations.ConfigFile, 1), new Dictionary<string, Setting>());
    }

    /// <summary>The profile, where there is one.</summary>
    public ConfigSection? Profile { get; }

    public string? RoleArn => section.Find(SettingNames.RoleArn)?.Value;

    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidProfile"/>: a setting of the call is malformed.</exception>
    public AwsClientSettings SettingsOf(string service) => AwsClientPlanner.Plan(service, config, [section], environment);
}
