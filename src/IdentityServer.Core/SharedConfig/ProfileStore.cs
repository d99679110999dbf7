using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.SharedConfig;

/// <summary>Both shared-config files as they stand now. Reads a file again only when it changed. Thread-safe.</summary>
public sealed class ProfileStore
{
    // A log line each, up to here: a file that is something else altogether would flood the client's log.
    private const int MaxProblemsLogged = 50;

    private readonly Lock gate = new();
    private readonly ConfigLocations locations;
    private readonly ILogger<ProfileStore> logger;
    private readonly SharedConfigFile config;
    private readonly SharedConfigFile credentials;
    private (ParsedConfigFile Config, ParsedConfigFile Credentials, ConfigSnapshot Snapshot)? last;

    /// <summary>Creates the store; the first snapshot reads the files.</summary>
    public ProfileStore(ConfigLocations locations, TimeProvider time, ILogger<ProfileStore> logger)
    {
        this.locations = locations;
        this.logger = logger;
        config = new SharedConfigFile(locations.ConfigFile, SharedConfigFileKind.Config, time);
        credentials = new SharedConfigFile(locations.CredentialsFile, SharedConfigFileKind.Credentials, time);
    }

    /// <summary>Both files, merged. The same object as long as neither changed. A missing file is an empty file.</summary>
    /// <exception cref="IdentityException">A file is there and cannot be read (<see cref="IdentityErrorCode.CannotReadSharedConfig"/>).</exception>
    public ConfigSnapshot GetSnapshot()
    {
        lock (gate)
        {
            ParsedConfigFile fromConfig = Refresh(config);
            ParsedConfigFile fromCredentials = Refresh(credentials);
            if (last is not { } known || !ReferenceEquals(known.Config, fromConfig) || !ReferenceEquals(known.Credentials, fromCredentials))
                last = known = (fromConfig, fromCredentials, SnapshotMerger.Merge(fromConfig, fromCredentials, locations));
            return known.Snapshot;
        }
    }

    private ParsedConfigFile Refresh(SharedConfigFile file)
    {
        ParsedConfigFile? before = file.Content;
        file.Refresh();
        ParsedConfigFile content = file.Content!;
        if (!ReferenceEquals(before, content))
            Log(content);
        return content;
    }

    private void Log(ParsedConfigFile content)
    {
        int count = 0;
        foreach (ConfigProblem problem in content.AllProblems)
        {
            if (++count <= MaxProblemsLogged)
                logger.LogWarning("{Problem}", problem);
        }

        if (count > MaxProblemsLogged)
            logger.LogWarning("{Count} more problems in the same file", count - MaxProblemsLogged);
    }
}
