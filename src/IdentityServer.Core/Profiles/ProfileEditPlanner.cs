using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.SharedConfig.Editing;

namespace IdentityServer.Core.Profiles;

/// <summary>Decides what an edit of a profile writes, from what stands in the files. No I/O.</summary>
internal static class ProfileEditPlanner
{
    /// <summary>The edits that make the profile, and the sso-session where one is given, what <paramref name="update"/> says.</summary>
    /// <exception cref="IdentityException">The update is refused.</exception>
    public static FileEdit[] Update(ConfigFiles files, ProfileUpdate update)
    {
        SectionWish profile = update.Profile;
        ConfigSnapshot before = Merge(files.Config.Parsed, files.Credentials.Parsed);
        AssertMayWrite(before, update);

        var changes = new ProfileChanges(files);
        if (profile.IsRemoval)
            changes.RemoveProfile(profile.Name);
        else
            changes.ChangeProfile(profile.Name, WishedSettings.ChangesTo(before.Profiles.GetValueOrDefault(profile.Name), profile, IdentityErrorCode.InvalidProfile));
        if (update.SsoSession is { } session)
            AddSsoSession(before, update, session, changes);

        FileEdit[] edits = changes.ToEdits();
        AssertHolds(After(files, edits), update);
        return edits;
    }

    /// <summary>The edits that remove the profile.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.ProfileNotFound"/>.</exception>
    public static FileEdit[] Delete(ConfigFiles files, string name, SsoSessionFate fate)
    {
        ConfigSnapshot before = Merge(files.Config.Parsed, files.Credentials.Parsed);
        ConfigSection profile = before.Profiles.GetValueOrDefault(name) ?? throw NotFound(files, name);

        var changes = new ProfileChanges(files);
        changes.RemoveProfile(name);
        if (fate == SsoSessionFate.DeleteIfUnshared && profile.Find(SettingNames.SsoSession)?.Value is { } session && !OthersWith(before, session, name).Any())
            changes.RemoveSsoSession(session);
        return changes.ToEdits();
    }

    /// <summary>The edits that write one setting of a profile that exists.</summary>
    /// <exception cref="IdentityException">There is no such profile, or the value cannot stand in the file.</exception>
    public static FileEdit[] Set(ConfigFiles files, SectionWish wish)
    {
        ConfigSnapshot before = Merge(files.Config.Parsed, files.Credentials.Parsed);
        ConfigSection profile = before.Profiles.GetValueOrDefault(wish.Name) ?? throw NotFound(files, wish.Name);

        var changes = new ProfileChanges(files);
        changes.ChangeProfile(wish.Name, WishedSettings.ChangesTo(profile, wish, IdentityErrorCode.InvalidProfile));
        return changes.ToEdits();
    }

    private static void AssertMayWrite(ConfigSnapshot before, ProfileUpdate update)
    {
        // A header can name a profile " ", and what stands in a file can be edited. Nobody means to create one.
        if (string.IsNullOrEmpty(update.Profile.Name) || (string.IsNullOrWhiteSpace(update.Profile.Name) && !before.Profiles.ContainsKey(update.Profile.Name)))
            throw new IdentityException(IdentityErrorCode.InvalidProfile, "The profile has no name. Give it one.");
        if (!update.CreateNonexistentProfile && !update.Profile.IsRemoval && !before.Profiles.ContainsKey(update.Profile.Name))
        {
            throw new IdentityException(
                IdentityErrorCode.CannotCreateProfile,
                $"There is no profile \"{update.Profile.Name}\", and createNonexistentProfile is false. Set it to true, or name a profile that exists.");
        }
    }

    private static void AddSsoSession(ConfigSnapshot before, ProfileUpdate update, SectionWish session, ProfileChanges changes)
    {
        if (string.IsNullOrWhiteSpace(session.Name))
            throw new IdentityException(IdentityErrorCode.InvalidSsoSession, "The sso-session has no name. Give it one.");
        ConfigSection? present = before.SsoSessions.GetValueOrDefault(session.Name);
        if (present is null && !update.CreateNonexistentSsoSession && !session.IsRemoval)
        {
            throw new IdentityException(
                IdentityErrorCode.CannotCreateSsoSession,
                $"There is no sso-session \"{session.Name}\", and createNonexistentSsoSession is false. Set it to true, or name an sso-session that exists.");
        }

        bool isChange = session.IsRemoval
            ? changes.RemoveSsoSession(session.Name)
            : changes.ChangeSsoSession(session.Name, WishedSettings.ChangesTo(present, session, IdentityErrorCode.InvalidSsoSession));
        if (isChange && present is not null && !update.UpdateSharedSsoSession && OthersWith(before, session.Name, update.Profile.Name).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } others)
        {
            throw new IdentityException(
                IdentityErrorCode.CannotOverwriteSsoSession,
                $"sso-session \"{session.Name}\" is also that of {string.Join(", ", others)}, and updateSharedSsoSession is false. Set it to true, or use another sso-session.");
        }
    }

    private static void AssertHolds(ConfigSnapshot after, ProfileUpdate update)
    {
        // A profile that goes is of no kind afterwards.
        if (update.Profile.IsRemoval)
            return;
        ConfigSection? profile = after.Profiles.GetValueOrDefault(update.Profile.Name);
        ProfileRules.AssertIs(update.Kinds, update.Profile.Name, profile);
        if (update.SsoSession is { } session && update.Kinds.Contains(ProfileKind.SsoTokenProfile))
            ProfileRules.AssertIsSessionOf(update.Profile.Name, profile, session.Name, after.SsoSessions.GetValueOrDefault(session.Name));
    }

    private static IEnumerable<string> OthersWith(ConfigSnapshot snapshot, string ssoSession, string profileName) =>
        snapshot.Profiles.Values
            .Where(profile => profile.Name != profileName && profile.Find(SettingNames.SsoSession)?.Value == ssoSession)
            .Select(profile => profile.Name);

    private static ConfigSnapshot After(ConfigFiles files, FileEdit[] edits)
    {
        return Merge(Parsed(files.Config), Parsed(files.Credentials));

        ParsedConfigFile Parsed(ConfigFileState file) => edits.FirstOrDefault(edit => edit.Before == file)?.Parsed ?? file.Parsed;
    }

    private static ConfigSnapshot Merge(ParsedConfigFile config, ParsedConfigFile credentials) =>
        SnapshotMerger.Merge(config, credentials, new ConfigLocations("", "", ""));

    private static IdentityException NotFound(ConfigFiles files, string name) => new(
        IdentityErrorCode.ProfileNotFound,
        $"There is no profile \"{name}\" in {files.Config.Path} or {files.Credentials.Path}. Check the name.");
}
