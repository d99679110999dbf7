namespace IdentityServer.Core.Sts;

/// <summary>What a look at a cache entry found.</summary>
/// <param name="State">How the entry stands.</param>
/// <param name="Session">The session, where there is a whole one.</param>
/// <param name="Reason">Why there is none, where the system said so.</param>
internal readonly record struct CacheLook(EntryState State, StsSession? Session = null, string? Reason = null);

/// <summary>How a cache entry stands.</summary>
internal enum EntryState
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>There is something, and no whole session in it: half-written, of another tool, a link, unreadable.</summary>
    NotWhole,

    /// <summary>A whole session.</summary>
    Whole,
}
