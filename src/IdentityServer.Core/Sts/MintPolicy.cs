namespace IdentityServer.Core.Sts;

/// <summary>What may be done for a session that is not cached.</summary>
public enum MintPolicy
{
    /// <summary>Nothing: STS is never called.</summary>
    CacheOnly,

    /// <summary>STS may be called, but nobody is asked for an MFA code.</summary>
    MintWithoutPrompt,

    /// <summary>STS may be called, and the person asked for an MFA code.</summary>
    MayPrompt,
}
