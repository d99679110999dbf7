namespace IdentityServer.Core.Sts;

/// <summary>What became of a session that was handed out.</summary>
public enum StsSessionChange
{
    /// <summary>There is a newer one: the client should fetch it.</summary>
    Refreshed,

    /// <summary>It has ended, or is about to, and was not renewed: the next fetch may need a prompt.</summary>
    Expired,
}
