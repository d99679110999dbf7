namespace IdentityServer.Core.Files;

/// <summary>Finds, for a path, every folder whose entries decide what the path leads to: through links, and as far as there is anything yet.</summary>
internal static class WatchPath
{
    // As many as the systems follow themselves. A longer way is a circle, and leads nowhere.
    private const int MaximumLinks = 40;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>The points for a folder all of whose entries matter, from the root downward.</summary>
    public static List<WatchPoint> OfFolder(string path)
    {
        (List<WatchPoint> points, string? arrived) = Walk(path, PathEnd.Folder);
        if (arrived is not null)
            points.Add(new WatchPoint(arrived, Name: null, WatchDepth.Content));
        return points;
    }

    /// <summary>The points for one file, from the root downward.</summary>
    public static List<WatchPoint> OfFile(string path) => Walk(path, PathEnd.File).Points;

    private enum PathEnd
    {
        Folder,
        File,
    }

    private static (List<WatchPoint> Points, string? Arrived) Walk(string path, PathEnd end)
    {
        List<WatchPoint> points = [];
        var names = new Stack<string>();
        string directory = Begin(Path.GetFullPath(path), names, from: "");
        int links = 0;
        while (names.TryPop(out string? name))
        {
            if (name == "..")
            {
                directory = Path.GetDirectoryName(directory) ?? directory;
                continue;
            }

            string entry = Path.Combine(directory, name);
            if (LinkTargetOf(entry) is { } target && ++links <= MaximumLinks)
            {
                points.Add(new WatchPoint(directory, name, WatchDepth.Identity));
                directory = Begin(target, names, from: directory);
                continue;
            }

            if (names.Count == 0 && end == PathEnd.File)
            {
                points.Add(new WatchPoint(directory, name, WatchDepth.Content));
                return (points, entry);
            }

            bool exists = Directory.Exists(entry);
            if (!exists || !BelongsToTheSystem(directory))
                points.Add(new WatchPoint(directory, name, WatchDepth.Identity));
            if (!exists)
                return (points, null);
            directory = entry;
        }

        return (points, directory);
    }

    // Not GetFullPath: in "a/../b" the parent is that of what a, a link maybe, leads to.
    private static string Begin(string path, Stack<string> names, string from)
    {
        string root = Path.GetPathRoot(path) ?? "";
        foreach (string name in path[root.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries).Reverse().Where(name => name != "."))
            names.Push(name);
        return root.Length > 0 ? root : from;
    }

    private static string? LinkTargetOf(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Each folder watched costs one of the 128 watchers that Linux allows a user, and nobody but an administrator renames what stands in these.
    private static bool BelongsToTheSystem(string directory) =>
        Path.GetDirectoryName(directory) is not { } parent
        || (Path.GetDirectoryName(parent) is null && Path.GetFileName(directory) is "home" or "Users");
}
