using System.Text;
using System.Text.Unicode;
using IdentityServer.Core.Files;

namespace IdentityServer.Core.SharedConfig;

/// <summary>One of the two files on disk, and what was last read from it. Not thread-safe: <see cref="ProfileStore"/> holds the lock.</summary>
internal sealed class SharedConfigFile
{
    // Two edits within one tick of the file system's clock give the same stamp (FAT counts in steps of 2 s). So a stamp this young
    // proves nothing, and the bytes are compared instead.
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    // Ten thousand profiles make about 1 MB. Far beyond that it is another file, and its text in memory would be a multiple of it.
    private const int MaximumLength = 64 * 1024 * 1024;

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

    private string Description => kind == SharedConfigFileKind.Config ? "the AWS config file" : "the AWS credentials file";

    private string Variable => kind == SharedConfigFileKind.Config ? "AWS_CONFIG_FILE" : "AWS_SHARED_CREDENTIALS_FILE";

    /// <summary>Reads the file again if it changed. A missing file is an empty file.</summary>
    /// <exception cref="IdentityException">The file is there and cannot be read.</exception>
    public void Refresh()
    {
        try
        {
            RefreshOrThrow();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw CannotRead("permission is denied. Give your user the right to read it", exception);
        }
        catch (UnusableFileException exception)
        {
            throw CannotRead($"{exception.Message}. Put the file itself in its place", exception);
        }
        catch (IOException exception)
        {
            throw CannotRead($"the system says: {exception.Message.TrimEnd('.')}. Make the file readable", exception);
        }
    }

    private void RefreshOrThrow()
    {
        // The stamp is taken before the bytes: a change in between shows in the next stamp.
        DateTimeOffset now = time.GetUtcNow();
        var stamp = FileStamp.Of(path);
        if (stamp == settledStamp)
            return;

        byte[] bytes = ReadBytes(stamp);
        // A reading that failed leaves the last one as it was, with the stamp that belongs to it.
        if (Content is null || youngBytes is null || !bytes.AsSpan().SequenceEqual(youngBytes))
            Content = bytes.Length == 0 ? ParsedConfigFile.Empty : SharedConfigParser.Parse(Decode(bytes), path, kind);

        bool settled = stamp.Presence == FilePresence.Missing || stamp.LastWriteUtc <= now.UtcDateTime - ClockGrain;
        settledStamp = settled ? stamp : null;
        youngBytes = settled ? null : bytes;
    }

    private byte[] ReadBytes(FileStamp stamp)
    {
        if (stamp.Presence == FilePresence.Missing)
            return [];
        if (stamp.Presence == FilePresence.Folder)
            throw CannotRead("it is a folder. Move the folder away", null);
        try
        {
            return RegularFile.ReadAllBytes(path, MaximumLength);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string Decode(byte[] bytes)
    {
        ReadOnlySpan<byte> span = bytes;
        if (span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw CannotRead("it is encoded as UTF-16. Save it as UTF-8", null);
        if (span is [0xEF, 0xBB, 0xBF, ..])
            span = span[3..];
        return Utf8.IsValid(span)
            ? Encoding.UTF8.GetString(span)
            : throw CannotRead($"line {LineOfFirstBadByte(span)} holds a byte that is not UTF-8. Save the file as UTF-8", null);
    }

    private static int LineOfFirstBadByte(ReadOnlySpan<byte> bytes)
    {
        int line = 1;
        int at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
            bool endsLine = rune.Value == '\n' || (rune.Value == '\r' && (at == bytes.Length || bytes[at] != '\n'));
            line += endsLine ? 1 : 0;
        }

        return line;
    }

    private IdentityException CannotRead(string reasonAndRemedy, Exception? cause) => new(
        IdentityErrorCode.CannotReadSharedConfig,
        $"Cannot read {Description} {path}: {reasonAndRemedy}, or point {Variable} at another file.",
        cause);
}
