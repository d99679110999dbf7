namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Both files as they stood when they were read for an edit.</summary>
internal sealed record ConfigFiles(ConfigFileState Config, ConfigFileState Credentials)
{
    /// <summary>Reads both files.</summary>
    /// <exception cref="IdentityException">One is there and cannot be read.</exception>
    public static ConfigFiles Read(ConfigLocations locations) => new(
        ConfigFileState.Read(locations.ConfigFile, SharedConfigFileKind.Config),
        ConfigFileState.Read(locations.CredentialsFile, SharedConfigFileKind.Credentials));

    /// <summary>
    /// The edits that make these changes, in the order in which they are to be written. Two files cannot change as one, so whatever
    /// stands after the first must be of use: what is added comes before what is removed (keys before the role that they replace, a role
    /// before the keys that it replaces), and otherwise secrets come first (keys without a region work, and a sign-out is one when the keys are gone).
    /// </summary>
    public FileEdit[] With(IReadOnlyCollection<SectionChange> toConfig, IReadOnlyCollection<SectionChange> toCredentials)
    {
        FileEdit? config = Config.With(toConfig);
        FileEdit? credentials = Credentials.With(toCredentials);
        FileEdit?[] edits = config is { OnlyRemoves: false } && credentials is { OnlyRemoves: true } ? [config, credentials] : [credentials, config];
        return [.. edits.OfType<FileEdit>()];
    }
}
