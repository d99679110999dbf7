using Microsoft.Extensions.Logging;
namespace IdentityServer.Core.SharedConfig;
/// <summary>Placeholder until the reader lands.</summary>
public sealed class ProfileStore
{
    /// <summary>x</summary>
    public ProfileStore(ConfigLocations locations, TimeProvider time, ILogger<ProfileStore> logger) { _ = (time, logger); this.locations = locations; }
    private readonly ConfigLocations locations;
    /// <summary>x</summary>
    public ConfigSnapshot GetSnapshot() => new(new Dictionary<string, ConfigSection>(), new Dictionary<string, ConfigSection>(), new Dictionary<string, ConfigSection>(), [], locations);
}
