namespace IdentityServer.Core.Files;

/// <summary>What stands at a path is not a file of a usable size. The message says what it is, as in "it is larger than 1 MiB".</summary>
internal sealed class UnusableFileException : IOException
{
    public UnusableFileException(string message)
        : base(message)
    {
    }
}
