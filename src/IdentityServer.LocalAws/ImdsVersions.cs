namespace IdentityServer.LocalAws;

/// <summary>Which versions of the instance metadata protocol are answered.</summary>
public enum ImdsVersions
{
    /// <summary>Every GET needs a token; without one the answer is 401.</summary>
    V2Only,

    /// <summary>A GET may come without a token.</summary>
    V1AndV2,

    /// <summary>There is no token to be had (404), and none is asked for.</summary>
    V1Only,
}
