namespace IdentityServer.Core.SharedConfig;

/// <summary>A place in a shared-config file.</summary>
/// <param name="File">The full path of the file.</param>
/// <param name="Line">The line, from 1.</param>
public sealed record SourceLocation(string File, int Line)
{
    /// <summary>Formats as <c>file:line</c>.</summary>
    public override string ToString() => $"{File}:{Line}";
}
