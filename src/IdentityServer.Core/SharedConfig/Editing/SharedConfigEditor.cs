using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Reads both files, has an edit planned from them, and writes it; anew, where another program wrote a file meanwhile.</summary>
#pragma warning disable CA1001 // A semaphore holds nothing to dispose of until somebody asks for its wait handle.
internal sealed class SharedConfigEditor
#pragma warning restore CA1001
{
    // A program that writes the file without end would otherwise keep us here.
    private const int MaximumAttempts = 20;

    private readonly ConfigLocations locations;
    private readonly ConfigFileLocks locks;
    private readonly ILogger logger;

    // In a process callers queue, in their order; only one at a time contends with other processes.
    private readonly SemaphoreSlim turn = new(1, 1);

    public SharedConfigEditor(ConfigLocations locations, TimeProvider time, ILogger logger)
    {
        this.locations = locations;
        this.logger = logger;
        locks = new ConfigFileLocks(time, logger);
    }

    /// <summary>Makes the edits that <paramref name="plan"/> gives for the files as they stand. It can be asked several times.</summary>
    /// <exception cref="IdentityException">The plan refuses, or a file cannot be read or written.</exception>
    public async Task EditAsync(Func<ConfigFiles, FileEdit[]> plan, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            for (int attempt = 0; attempt < MaximumAttempts; attempt++)
            {
                // Planned without the lock first: what is refused, or changes nothing, leaves no lock file and no folder behind.
                FileEdit[] expected = plan(ConfigFiles.Read(locations));
                if (expected.Length == 0 || await TryEditAsync(plan, expected, cancellationToken) == WriteOutcome.Written)
                    return;
            }
        }
        finally
        {
            turn.Release();
        }

        throw new IdentityException(
            IdentityErrorCode.CannotWriteSharedConfig,
            $"Cannot write {locations.ConfigFile} and {locations.CredentialsFile}: another program keeps writing them. Close it, and try again.");
    }

    private async Task<WriteOutcome> TryEditAsync(Func<ConfigFiles, FileEdit[]> plan, FileEdit[] expected, CancellationToken cancellationToken)
    {
        string[] files = [locations.ConfigFile, locations.CredentialsFile];
        HashSet<string> locked = [.. files.Where(file => expected.Any(edit => edit.Before.Path == file) || IsInFolder(file))];
        using IDisposable held = await locks.EnterAsync(locked, cancellationToken);

        FileEdit[] edits = plan(ConfigFiles.Read(locations));
        if (!edits.All(edit => locked.Contains(edit.Before.Path)))
            return WriteOutcome.ChangedMeanwhile;
        foreach (FileEdit edit in edits)
        {
            if (ConfigFileWriter.Write(edit) == WriteOutcome.ChangedMeanwhile)
                return WriteOutcome.ChangedMeanwhile;
            logger.LogInformation("Wrote {File}: {Sections}", edit.Before.Path, string.Join(", ", edit.Changes.Select(change => change.Name)));
        }

        return WriteOutcome.Written;
    }

    // The file that is not written is locked, too: the plan rests on what stands in it. Where even its folder is missing, nothing does.
    private static bool IsInFolder(string file) => Directory.Exists(Path.GetDirectoryName(ConfigFileWriter.RealPath(file)));
}
