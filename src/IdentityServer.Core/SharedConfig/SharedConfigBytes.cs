using System.Text;
using System.Text.Unicode;
using IdentityServer.Core.Files;

namespace IdentityServer.Core.SharedConfig;

/// <summary>The bytes of a shared-config file, and what to say where they cannot be had or are no text.</summary>
internal static class SharedConfigBytes
{
    // Ten thousand profiles make about 1 MB. Far beyond that it is another file, and its text in memory would be a multiple of it.
    private const int MaximumLength = 64 * 1024 * 1024;

    /// <summary>The bytes of the file, read through symbolic links; null where there is no file.</summary>
    /// <exception cref="IdentityException">It is there and cannot be read.</exception>
    public static byte[]? Read(string path, SharedConfigFileKind kind) => Guarded(path, kind, () => Read(path, kind, FileStamp.Of(path)));

    /// <summary>The bytes of the file of that stamp; null where there is none, or no longer.</summary>
    public static byte[]? Read(string path, SharedConfigFileKind kind, FileStamp stamp)
    {
        if (stamp.Presence == FilePresence.Missing)
            return null;
        if (stamp.Presence == FilePresence.Folder)
            throw CannotRead(path, kind, "it is a folder. Move the folder away", null);
        try
        {
            return RegularFile.ReadAllBytes(path, MaximumLength);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The text of the bytes, without the byte-order mark.</summary>
    /// <exception cref="IdentityException">They are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string path, SharedConfigFileKind kind)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw CannotRead(path, kind, "it is encoded as UTF-16. Save it as UTF-8", null);
        if (StartsWithMark(bytes))
            bytes = bytes[3..];
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw CannotRead(path, kind, $"line {LineOfFirstBadByte(bytes)} holds a byte that is not UTF-8. Save the file as UTF-8", null);
    }

    /// <summary>The bytes of the text, with a byte-order mark where <paramref name="before"/> had one.</summary>
    public static byte[] Encode(string text, ReadOnlySpan<byte> before) =>
        StartsWithMark(before) ? [.. before[..3], .. Encoding.UTF8.GetBytes(text)] : Encoding.UTF8.GetBytes(text);

    /// <summary>Runs <paramref name="read"/>; what the system says against it becomes the error that names file and remedy.</summary>
    public static T Guarded<T>(string path, SharedConfigFileKind kind, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw CannotRead(path, kind, "permission is denied. Give your user the right to read it", exception);
        }
        catch (UnusableFileException exception)
        {
            throw CannotRead(path, kind, $"{exception.Message}. Put the file itself in its place", exception);
        }
        catch (IOException exception)
        {
            throw CannotRead(path, kind, $"the system says: {exception.Message.TrimEnd('.')}. Make the file readable", exception);
        }
    }

    /// <summary>What people call the file.</summary>
    public static string DescriptionOf(SharedConfigFileKind kind) => kind == SharedConfigFileKind.Config ? "the AWS config file" : "the AWS credentials file";

    /// <summary>The variable that moves the file.</summary>
    public static string VariableOf(SharedConfigFileKind kind) => kind == SharedConfigFileKind.Config ? "AWS_CONFIG_FILE" : "AWS_SHARED_CREDENTIALS_FILE";

    private static IdentityException CannotRead(string path, SharedConfigFileKind kind, string reasonAndRemedy, Exception? cause) => new(
        IdentityErrorCode.CannotReadSharedConfig,
        $"Cannot read {DescriptionOf(kind)} {path}: {reasonAndRemedy}, or point {VariableOf(kind)} at another file.",
        cause);

    private static bool StartsWithMark(ReadOnlySpan<byte> bytes) => bytes is [0xEF, 0xBB, 0xBF, ..];

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
}
