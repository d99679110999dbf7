using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// Stops processes with all that they started. The framework's own way looks through all processes of the machine for each one that it
/// stops (some 80 ms); here all are found in one look, so that many commands are stopped in the time of one.
/// </summary>
internal static class ProcessTree
{
    // A process can start another one between the look and its end. The next look finds that.
    private const int MostLooks = 3;

    public static void Kill(IReadOnlyCollection<Process> roots)
    {
        if (!OperatingSystem.IsLinux())
        {
            foreach (Process root in roots)
                Kill(root, entireProcessTree: true);
            return;
        }

        var doomed = new HashSet<int>();
        foreach (Process root in roots.Where(IsRunning))
            doomed.Add(root.Id);
        for (int look = 0; look < MostLooks && AddDescendants(doomed); look++)
            continue;
        foreach (Process root in roots)
            Kill(root, entireProcessTree: false);
        foreach (int id in doomed.Except(roots.Where(IsRunning).Select(root => root.Id)))
            Kill(id);
    }

    private static bool AddDescendants(HashSet<int> doomed)
    {
        if (doomed.Count == 0)
            return false;
        int before = doomed.Count;
        ILookup<int, int> children = Parents().ToLookup(entry => entry.Parent, entry => entry.Id);
        var open = new Queue<int>(doomed);
        while (open.TryDequeue(out int parent))
        {
            foreach (int child in children[parent])
            {
                if (doomed.Add(child))
                    open.Enqueue(child);
            }
        }

        return doomed.Count > before;
    }

    // proc(5): pid (comm) state ppid …
    private static IEnumerable<(int Id, int Parent)> Parents()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                continue;
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                continue; // It has ended since.
            }

            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent))
                yield return (id, parent);
        }
    }

    private static bool IsRunning(Process process)
    {
        try
        {
            return !process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            Kill(process, entireProcessTree: false);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }

    private static void Kill(Process process, bool entireProcessTree)
    {
        try
        {
            process.Kill(entireProcessTree);
        }
        catch (Exception ex) when (ex is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It has ended already, or one of its children has.
        }
    }
}
