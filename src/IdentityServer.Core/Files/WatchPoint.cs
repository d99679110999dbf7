namespace IdentityServer.Core.Files;

/// <summary>One thing to look out for on the way to a watched path.</summary>
/// <param name="Directory">The folder that tells of it, free of links.</param>
/// <param name="Name">The entry of the folder; null for every entry.</param>
/// <param name="Depth">What matters of the entry.</param>
internal sealed record WatchPoint(string Directory, string? Name, WatchDepth Depth);

/// <summary>What matters of an entry that is watched.</summary>
internal enum WatchDepth
{
    /// <summary>Whether it is there, and is the same one, and may be entered: what a folder or a link on the way can do.</summary>
    Identity,

    /// <summary>What it holds, too.</summary>
    Content,
}
