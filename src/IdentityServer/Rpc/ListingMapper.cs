using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>A listing in its form on the wire; in an encrypted session the secrets in it are sealed.</summary>
internal sealed class ListingMapper
{
    private readonly CredentialSealer sealer;

    public ListingMapper(CredentialSealer sealer)
    {
        this.sealer = sealer;
    }

    public ListProfilesResult ToWire(ProfileListing listing) => new()
    {
        Profiles = [.. listing.Profiles.Select(ToWire)],
        SsoSessions = [.. listing.SsoSessions.Select(ToWire)],
    };

    private Profile ToWire(ListedProfile profile) => new()
    {
        Kinds = [.. profile.Kinds.Select(kind => kind.ToString())],
        Name = profile.Name,
        Settings = profile.Settings.ToDictionary(
            setting => setting.Name,
            setting => (string?)(IsSecret(setting) ? sealer.Seal(setting.Value) : setting.Value)),
    };

    // A value that goes on in the next lines has swallowed them: a line that was indented by mistake can be that of a secret.
    private static bool IsSecret(ListedSetting setting) => SecretSettings.Contains(setting.Name) || setting.Value.Contains('\n', StringComparison.Ordinal);

    private static SsoSession ToWire(ListedSsoSession session) => new()
    {
        Name = session.Name,
        Settings = session.Settings.ToDictionary(
            setting => setting.Name,
            setting => (SsoSetting?)(setting.Name == SettingNames.SsoRegistrationScopes ? new SsoSetting(SsoScopes.Split(setting.Value)) : new SsoSetting(setting.Value))),
    };
}
