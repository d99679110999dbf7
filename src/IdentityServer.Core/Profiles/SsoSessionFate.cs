namespace IdentityServer.Core.Profiles;

/// <summary>What becomes of the sso-session of a profile that is deleted.</summary>
public enum SsoSessionFate
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It goes, unless another profile uses it.</summary>
    DeleteIfUnshared,
}
