using IdentityServer.Core.Files;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Replaces the content of a shared-config file in one step: at any moment a reader finds the old file or the new one, whole.</summary>
internal static class ConfigFileWriter
{
    // A name of our own: "config.bak" may be a copy that a person keeps.
    private const string BackupSuffix = ".identity-server.bak";

    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes the edit, unless the file is no longer what the edit was made from. The file keeps its mode and owner, links stay links, and
    /// the former content stays beside the file until the next edit.
    /// </summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.CannotWriteSharedConfig"/>: the file is as it was.</exception>
    public static WriteOutcome Write(FileEdit edit)
    {
        ConfigFileState before = edit.Before;
        try
        {
            string file = RealPath(before.Path);
            string folder = Path.GetDirectoryName(file)!;
            OwnerOnly.CreateFolder(folder);
            TemporaryName.RemoveRemains(folder, Path.GetFileName(file));
            TemporaryName.RemoveRemains(folder, Path.GetFileName(file) + BackupSuffix);
            if (before.Bytes is null)
                return Replace(file, edit.Bytes, PrivateMode, before);

            if (!IsUnchanged(before))
                return WriteOutcome.ChangedMeanwhile;
            AssertWritable(file);
            UnixFileMode mode = ModeOf(file);
            UnixFileMode backupMode = before.Kind == SharedConfigFileKind.Credentials ? PrivateMode : mode;
            PutAside(file, file + BackupSuffix, Backup.Of(edit), backupMode);
            return Replace(file, edit.Bytes, mode, before);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw CannotWrite(before, "permission is denied. Give your user the right to write it and its folder", exception);
        }
        catch (IOException exception)
        {
            throw CannotWrite(before, $"the system says: {exception.Message.TrimEnd('.')}. Make room, or make the file and its folder writable", exception);
        }
    }

    /// <summary>The file itself, where the path is a link: people keep these files in a repository of their own.</summary>
    public static string RealPath(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
    }

    private static WriteOutcome Replace(string file, byte[] bytes, UnixFileMode mode, ConfigFileState before)
    {
        using var next = TemporaryFile.Create(file, bytes);
        next.FlushToDisk(); // A rename can reach the disk before the content does; a crash would leave an empty file.
        next.TakeAfter(file, mode);
        // As late as can be: an editor that knows nothing of our lock may have written the file.
        if (!IsUnchanged(before))
            return WriteOutcome.ChangedMeanwhile;
        next.MoveTo(file);
        return WriteOutcome.Written;
    }

    // The backup guards against a bad edit, not against a crash: it need not be on the disk before the file is.
    private static void PutAside(string file, string backup, byte[] bytes, UnixFileMode mode)
    {
        using var copy = TemporaryFile.Create(backup, bytes);
        copy.TakeAfter(file, mode);
        copy.MoveTo(backup);
    }

    private static bool IsUnchanged(ConfigFileState before)
    {
        byte[]? now = SharedConfigBytes.Read(before.Path, before.Kind);
        return now is null ? before.Bytes is null : before.Bytes is { } bytes && bytes.AsSpan().SequenceEqual(now);
    }

    // A rename asks for no right to the file it replaces. Who made the file read-only meant it.
    private static void AssertWritable(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private static UnixFileMode ModeOf(string file) => OperatingSystem.IsWindows() ? PrivateMode : File.GetUnixFileMode(file);

    private static IdentityException CannotWrite(ConfigFileState file, string reasonAndRemedy, Exception cause) => new(
        IdentityErrorCode.CannotWriteSharedConfig,
        $"Cannot write {SharedConfigBytes.DescriptionOf(file.Kind)} {file.Path}: {reasonAndRemedy}, or point {SharedConfigBytes.VariableOf(file.Kind)} "
        + "at another file. The file is as it was.",
        cause);
}

/// <summary>What came of a write.</summary>
internal enum WriteOutcome
{
    /// <summary>The file has the new content.</summary>
    Written,

    /// <summary>Another program wrote the file, so the edit must be made anew.</summary>
    ChangedMeanwhile,
}
