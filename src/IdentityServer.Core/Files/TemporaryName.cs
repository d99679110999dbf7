namespace IdentityServer.Core.Files;

/// <summary>
/// The names of files that are written beside another and then take its place (<c>.NAME.RANDOM.tmp</c>), and what becomes of those whose
/// process ended before that: nobody reads them, and they can hold keys that were signed out of since.
/// </summary>
internal static class TemporaryName
{
    private const string Extension = ".tmp";

    // Longer than any write takes, so that nobody's file goes from under their hands.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(10);

    /// <summary>A path that no other file has.</summary>
    public static string In(string folder, string name) => Path.Combine(folder, PrefixOf(name) + Path.GetRandomFileName() + Extension);

    /// <summary>Removes what was left under such names. What cannot be removed stays, private to its owner.</summary>
    public static void RemoveRemains(string folder, string name)
    {
        // By the clock that stamps the files, whatever clock the server runs on.
        DateTime longAgo = TimeProvider.System.GetUtcNow().UtcDateTime - LongestWrite;
        string prefix = PrefixOf(name);
        int length = In("", name).Length;
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder, $"{prefix}*{Extension}"))
            {
                if (Path.GetFileName(file).Length == length && File.GetLastWriteTimeUtc(file) < longAgo)
                    File.Delete(file);
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // The write that comes or came with this does not depend on it.
        }
    }

    private static string PrefixOf(string name) => $".{name}.";
}
