namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>One of the two files as it stood when it was read for an edit.</summary>
internal sealed class ConfigFileState
{
    private ConfigFileState(string path, SharedConfigFileKind kind, byte[]? bytes)
    {
        Path = path;
        Kind = kind;
        Bytes = bytes;
        Text = SharedConfigBytes.Decode(bytes, path, kind);
        Parsed = SharedConfigParser.Parse(Text, path, kind);
    }

    public string Path { get; }

    public SharedConfigFileKind Kind { get; }

    /// <summary>The bytes; null where there was no file.</summary>
    public byte[]? Bytes { get; }

    public string Text { get; }

    public ParsedConfigFile Parsed { get; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="IdentityException">It is there and cannot be read.</exception>
    public static ConfigFileState Read(string path, SharedConfigFileKind kind) => new(path, kind, SharedConfigBytes.Read(path, kind));

    /// <summary>The file with the changes; null where they change nothing.</summary>
    /// <exception cref="IdentityException">A name cannot stand in a header, or the file is so written that the changes would touch more than they should.</exception>
    public FileEdit? With(IReadOnlyCollection<SectionChange> changes)
    {
        string text = changes.Aggregate(Text, (current, change) => ConfigTextEdit.Apply(current, Kind, change));
        if (text == Text)
            return null;
        var parsed = SharedConfigParser.Parse(text, Path, Kind);
        if (EditCheck.Holds(Parsed, parsed, changes))
            return new FileEdit(this, SharedConfigBytes.Encode(text, Bytes), parsed, changes);
        throw new IdentityException(
            IdentityErrorCode.CannotWriteSharedConfig,
            $"{Path} is left as it is: the lines of {string.Join(", ", changes.Select(change => change.Name).Distinct())} are so indented, or so mixed with "
            + "malformed lines, that the edit would change other settings too. Edit the file by hand.");
    }
}
