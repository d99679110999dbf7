using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Credentials;

/// <summary>The errors of planning, worded for the person who mends the file: the profile, the way to it, the setting, file and line, and the remedy.</summary>
internal static class PlanErrors
{
    public static IdentityException ProfileNotFound(ConfigSnapshot config, string name) =>
        new(IdentityErrorCode.ProfileNotFound, $"Profile \"{Excerpt.Name(name)}\" not found in {config.Locations.ConfigFile} or {config.Locations.CredentialsFile}{Hint(config, name)}");

    public static IdentityException SourceNotFound(ConfigSnapshot config, List<ConfigSection> chain, Setting sourceProfile) =>
        new(
            IdentityErrorCode.ProfileNotFound,
            $"{Subject(chain)}: {sourceProfile} names profile \"{Excerpt.Name(sourceProfile.Value)}\", which is not found in {config.Locations.ConfigFile} or {config.Locations.CredentialsFile}{Hint(config, sourceProfile.Value)}");

    public static IdentityException Loop(List<ConfigSection> chain, ConfigSection next, Setting sourceProfile)
    {
        string loop = Excerpt.Way([.. chain.Append(next).Select(profile => profile.Name)]);
        return new IdentityException(
            IdentityErrorCode.InvalidProfile,
            $"Profile \"{Excerpt.Name(chain[0].Name)}\": the source profiles lead in a circle, {loop}, and none of them holds keys. Let {sourceProfile} name a profile with credentials of its own.");
    }

    public static IdentityException Malformed(List<ConfigSection> chain) =>
        Invalid(chain, $"the file cannot be understood there: {string.Join("; ", chain[^1].Problems.Select(problem => problem.ToString().TrimEnd('.')))}");

    public static IdentityException NotServed(List<ConfigSection> chain, Setting setting) =>
        Invalid(chain, $"{setting} asks for a way to credentials that this server does not serve yet. Use the AWS CLI for this profile, or give it keys, a role or a credential_process");

    public static IdentityException NoCredentials(List<ConfigSection> chain)
    {
        ConfigSection profile = chain[^1];
        string why = (profile.Find(SettingNames.SourceProfile) ?? profile.Find(SettingNames.CredentialSource), profile.Find(SettingNames.SsoSession)) switch
        {
            ({ } source, _) => $"{source} says where the credentials for a role come from, and there is no role",
            (_, { } sso) => $"{sso} gives an SSO token, and no credentials without {SettingNames.SsoAccountId} and {SettingNames.SsoRoleName}",
            _ => $"profile \"{Excerpt.Name(profile.Name)}\" ({profile.Location}) has no credentials",
        };
        return Invalid(chain, $"{why}. Add {SettingNames.AwsAccessKeyId} and {SettingNames.AwsSecretAccessKey}, {SettingNames.RoleArn}, or {SettingNames.CredentialProcess}");
    }

    public static IdentityException Invalid(List<ConfigSection> chain, string whatAndRemedy) =>
        new(IdentityErrorCode.InvalidProfile, $"{Subject(chain)}: {whatAndRemedy}.");

    private static string Subject(List<ConfigSection> chain) =>
        chain.Count == 1
            ? $"Profile \"{Excerpt.Name(chain[0].Name)}\""
            : $"Profile \"{Excerpt.Name(chain[0].Name)}\" ({Excerpt.Way([.. chain.Select(profile => profile.Name)])})";

    // A section of that name without the word "profile" is the commonest slip in the config file; after it, a name mistyped.
    private static string Hint(ConfigSnapshot config, string name)
    {
        if (config.Problems.FirstOrDefault(problem => problem.IntendedProfile == name) is { } slip)
            return $". {slip.ToString().TrimEnd('.')}.";
        if (NearMiss.Of(name, config.Profiles.Keys) is { Count: > 0 } close)
            return $"; did you mean {string.Join(" or ", close.Select(near => $"\"{Excerpt.Name(near)}\""))}?";
        return ". Check the name, or add the profile.";
    }
}
