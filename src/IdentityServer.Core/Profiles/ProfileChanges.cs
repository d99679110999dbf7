using System.Collections.Immutable;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.SharedConfig.Editing;

namespace IdentityServer.Core.Profiles;

/// <summary>Gathers changes, each in the file it belongs to.</summary>
internal sealed class ProfileChanges
{
    private static readonly ImmutableArray<string> Secrets = [SettingNames.AwsAccessKeyId, SettingNames.AwsSecretAccessKey, SettingNames.AwsSessionToken];

    private readonly ConfigFiles files;
    private readonly List<SectionChange> toConfig = [];
    private readonly List<SectionChange> toCredentials = [];

    public ProfileChanges(ConfigFiles files)
    {
        this.files = files;
    }

    /// <summary>Removes a profile from wherever it stands.</summary>
    public void RemoveProfile(string name)
    {
        if (files.Config.Parsed.Profiles.ContainsKey(name))
            toConfig.Add(new SectionRemoval(SectionKind.Profile, name));
        if (files.Credentials.Parsed.Profiles.ContainsKey(name))
            toCredentials.Add(new SectionRemoval(SectionKind.Profile, name));
    }

    /// <summary>
    /// Changes settings of a profile. A value goes where it is read from (where both files have it, that is the credentials file); a new
    /// one, when it is a secret, to the credentials file, else to the config file. What is removed goes from both, or the other would be read.
    /// </summary>
    public void ChangeProfile(string name, ImmutableArray<SettingChange> changes)
    {
        ConfigSection? inConfig = files.Config.Parsed.Profiles.GetValueOrDefault(name);
        ConfigSection? inCredentials = files.Credentials.Parsed.Profiles.GetValueOrDefault(name);
        Add(toConfig, SectionKind.Profile, name, changes.Where(change => change.Value is null ? Has(inConfig, change) : !IsForCredentials(change)));
        Add(toCredentials, SectionKind.Profile, name, changes.Where(change => change.Value is null ? Has(inCredentials, change) : IsForCredentials(change)));

        bool IsForCredentials(SettingChange change) => Has(inCredentials, change) || (Secrets.Contains(change.Name) && !Has(inConfig, change));
    }

    /// <summary>Removes an sso-session.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RemoveSsoSession(string name)
    {
        bool isThere = files.Config.Parsed.SsoSessions.ContainsKey(name);
        if (isThere)
            toConfig.Add(new SectionRemoval(SectionKind.SsoSession, name));
        return isThere;
    }

    /// <summary>Changes settings of an sso-session.</summary>
    /// <returns>Whether that changes anything.</returns>
    public bool ChangeSsoSession(string name, ImmutableArray<SettingChange> changes)
    {
        ConfigSection? present = files.Config.Parsed.SsoSessions.GetValueOrDefault(name);
        return Add(toConfig, SectionKind.SsoSession, name, changes.Where(change => change.Value is not null || Has(present, change)));
    }

    /// <summary>The edits, in the order in which they are to be written.</summary>
    public FileEdit[] ToEdits() => files.With(toConfig, toCredentials);

    private static bool Add(List<SectionChange> file, SectionKind kind, string name, IEnumerable<SettingChange> changes)
    {
        ImmutableArray<SettingChange> settings = [.. changes];
        if (settings.Length > 0)
            file.Add(new SettingsChange(kind, name, settings));
        return settings.Length > 0;
    }

    // With an empty value too: that hides the value in the other file.
    private static bool Has(ConfigSection? section, SettingChange change) => section?.Settings.Any(setting => setting.Name == change.Name) == true;
}
