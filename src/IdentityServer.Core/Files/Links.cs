namespace IdentityServer.Core.Files;

/// <summary>What is done with a symbolic link in a file's place.</summary>
internal enum Links
{
    /// <summary>The file that it leads to is read.</summary>
    Follow,

    /// <summary>It is refused. Links among the folders above are followed.</summary>
    Refuse,
}
