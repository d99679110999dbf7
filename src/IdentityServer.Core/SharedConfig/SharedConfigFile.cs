namespace IdentityServer.Core.SharedConfig;

/// <summary>One of the two files on disk, and what was last read from it. Not thread-safe: <see cref="ProfileStore"/> holds the lock.</summary>
internal sealed class SharedConfigFile
{
    // Two edits within one tick of the file system's clock give the same stamp (FAT counts in steps of 2 s). So a stamp this young
    // proves nothing, and the bytes are compared instead.
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    private readonly string path;
    private readonly SharedConfigFileKind kind;
    private readonly TimeProvider time;
    private FileStamp? settledStamp;
    private byte[]? youngBytes;

    public SharedConfigFile(string path, SharedConfigFileKind kind, TimeProvider time)
    {
        this.path = path;
        this.kind = kind;
        this.time = time;
    }

    /// <summary>What was last read; null before the first reading. The same object as long as the file did not change.</summary>
    public ParsedConfigFile? Content { get; private set; }

    /// <summary>Reads the file again if it changed. A missing file is an empty file.</summary>
    /// <exception cref="IdentityException">The file is there and cannot be read.</exception>
    public void Refresh() => SharedConfigBytes.Guarded(path, kind, () =>
    {
        // The stamp is taken before the bytes: a change in between shows in the next stamp.
        DateTimeOffset now = time.GetUtcNow();
        var stamp = FileStamp.Of(path);
        if (stamp != settledStamp)
            Read(stamp, now);
        return Content;
    });

    private void Read(FileStamp stamp, DateTimeOffset now)
    {
        byte[] bytes = SharedConfigBytes.Read(path, kind, stamp) ?? [];
        // A reading that failed leaves the last one as it was, with the stamp that belongs to it.
        if (Content is null || youngBytes is null || !bytes.AsSpan().SequenceEqual(youngBytes))
            Content = bytes.Length == 0 ? ParsedConfigFile.Empty : SharedConfigParser.Parse(SharedConfigBytes.Decode(bytes, path, kind), path, kind);

        bool settled = stamp.Presence == FilePresence.Missing || stamp.LastWriteUtc <= now.UtcDateTime - ClockGrain;
        settledStamp = settled ? stamp : null;
        youngBytes = settled ? null : bytes;
    }
}
