using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Profiles;

/// <summary>Changes profiles in the shared-config files, and nothing else in them. Thread-safe, and safe beside other processes that edit.</summary>
public sealed class ProfileEditor
{

    /// <summary>Creates the editor of the files at <paramref name="locations"/>.</summary>
    public ProfileEditor(ProfileStore store, ConfigLocations locations, TimeProvider time, ILogger<ProfileEditor> logger)
    {
        _ = (store, locations, time, logger);
    }

    /// <summary>Makes the profile, and the sso-session where one is given, what <paramref name="update"/> says.</summary>
    /// <exception cref="IdentityException">The update is refused, or a file cannot be read or written. Nothing was changed.</exception>
    public Task UpdateAsync(ProfileUpdate update, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Removes a profile from both files.</summary>
    /// <exception cref="IdentityException">There is no such profile, or a file cannot be read or written. Nothing was changed.</exception>
    public Task DeleteAsync(string profileName, SsoSessionFate ssoSession, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Writes one setting of a profile that exists.</summary>
    /// <exception cref="IdentityException">There is no such profile, the value cannot be kept, or a file cannot be read or written. Nothing was changed.</exception>
    public Task SetAsync(string profileName, string setting, string value, CancellationToken cancellationToken) => throw new NotImplementedException();
}
