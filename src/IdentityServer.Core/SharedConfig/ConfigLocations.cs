namespace IdentityServer.Core.SharedConfig;

/// <summary>Where the files of this machine's user stand.</summary>
/// <param name="ConfigFile">The config file: <c>AWS_CONFIG_FILE</c>, else <c>~/.aws/config</c>.</param>
/// <param name="CredentialsFile">The credentials file: <c>AWS_SHARED_CREDENTIALS_FILE</c>, else <c>~/.aws/credentials</c>.</param>
/// <param name="StsCacheFolder">The AWS CLI's cache folder: <c>~/.aws/cli/cache</c>. No variable moves it.</param>
public sealed record ConfigLocations(string ConfigFile, string CredentialsFile, string StsCacheFolder)
{
    /// <summary>Finds the files by <paramref name="environment"/>, as the AWS CLI and SDKs do.</summary>
    public static ConfigLocations From(IReadOnlyDictionary<string, string> environment)
    {
        string home = HomeDirectory(environment);
        string aws = Path.Combine(home, ".aws");
        return new ConfigLocations(
            FileOf("AWS_CONFIG_FILE", "config"),
            FileOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
            Path.Combine(aws, "cli", "cache"));

        string FileOf(string variable, string name) =>
            environment.TryGetValue(variable, out string? path) && path.Length > 0 ? FullPath(ExpandHome(path, home)) : Path.Combine(aws, name);
    }

    /// <summary>Expands a leading <c>~/</c> to <paramref name="home"/>.</summary>
    public static string ExpandHome(string path, string home) =>
        path == "~" ? home
        : path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal) ? Path.Combine(home, path[2..])
        : path;

    // Where the current directory was removed, a relative path leads nowhere: whoever reads the file says so.
    private static string FullPath(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (IOException)
        {
            return path;
        }
    }

    /// <summary>The home directory: <c>HOME</c>, then <c>USERPROFILE</c>, then <c>HOMEDRIVE</c> with <c>HOMEPATH</c>, then what the system says.</summary>
    public static string HomeDirectory(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.TryGetValue("HOME", out string? home) && home.Length > 0)
            return home;
        if (environment.TryGetValue("USERPROFILE", out home) && home.Length > 0)
            return home;
        if (environment.TryGetValue("HOMEDRIVE", out string? drive) && environment.TryGetValue("HOMEPATH", out string? path) && path.Length > 0)
            return drive + path;
        return Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
    }
}
