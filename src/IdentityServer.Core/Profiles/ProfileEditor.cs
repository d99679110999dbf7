using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.SharedConfig.Editing;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Profiles;

/// <summary>Changes profiles in the shared-config files, and nothing else in them. Thread-safe, and safe beside other processes that edit.</summary>
public sealed class ProfileEditor
{
    private readonly ProfileStore store;
    private readonly SharedConfigEditor files;

    /// <summary>Creates the editor of the files at <paramref name="locations"/>.</summary>
    public ProfileEditor(ProfileStore store, ConfigLocations locations, TimeProvider time, ILogger<ProfileEditor> logger)
    {
        this.store = store;
        files = new SharedConfigEditor(locations, time, logger);
    }

    /// <summary>Makes the profile, and the sso-session where one is given, what <paramref name="update"/> says.</summary>
    /// <exception cref="IdentityException">The update is refused, or a file cannot be read or written. Nothing was changed.</exception>
    public Task UpdateAsync(ProfileUpdate update, CancellationToken cancellationToken) =>
        EditAsync(current => ProfileEditPlanner.Update(current, update), cancellationToken);

    /// <summary>Removes a profile from both files.</summary>
    /// <exception cref="IdentityException">There is no such profile, or a file cannot be read or written. Nothing was changed.</exception>
    public Task DeleteAsync(string profileName, SsoSessionFate ssoSession, CancellationToken cancellationToken) =>
        EditAsync(current => ProfileEditPlanner.Delete(current, profileName, ssoSession), cancellationToken);

    /// <summary>Writes one setting of a profile that exists.</summary>
    /// <exception cref="IdentityException">There is no such profile, the value cannot be kept, or a file cannot be read or written. Nothing was changed.</exception>
    public Task SetAsync(string profileName, string setting, string value, CancellationToken cancellationToken)
    {
        var wish = new SectionWish(profileName, new Dictionary<string, string?> { [setting] = value });
        return EditAsync(current => ProfileEditPlanner.Set(current, wish), cancellationToken);
    }

    private async Task EditAsync(Func<ConfigFiles, FileEdit[]> plan, CancellationToken cancellationToken)
    {
        // What every other request could not read, nobody edits: the store says why, and where it had problems with lines, it logged them.
        store.GetSnapshot();
        await files.EditAsync(plan, cancellationToken);
    }
}
