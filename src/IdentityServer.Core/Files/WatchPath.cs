namespace IdentityServer.Core.Files;

/// <summary>Finds, for a path, every folder whose entries decide what the path leads to: through links, and as far as there is anything yet.</summary>
internal static class WatchPath
{
    // As many as the systems follow themselves. A longer way is a circle, and leads nowhere.
    private const int MaximumLinks = 40;

    // Of the folders that are there, the nearest: the home folder itself, say, is not renamed under a running editor, is busy with other
    // programs' files, and each folder watched costs one of the 128 watchers that Linux allows a user.
    private const int MostSettledFolders = 2;

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
        var settled = new Queue<WatchPoint>();
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

            var point = new WatchPoint(directory, name, WatchDepth.Identity);
            points.Add(point);
            if (!Directory.Exists(entry))
                return (points, null);
            settled.Enqueue(point);
            if (settled.Count > MostSettledFolders)
                points.Remove(settled.Dequeue());
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
}
