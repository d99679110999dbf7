namespace IdentityServer.Core;

/// <summary>Why a request failed, as the published protocol divides failures (its <c>awsErrorCode</c> values).</summary>
public enum IdentityErrorCode
{
    /// <summary>Something unforeseen.</summary>
    Unknown,

    /// <summary>The request was cancelled by the client.</summary>
    Cancelled,

    /// <summary>A shared-config file is there and could not be read.</summary>
    CannotReadSharedConfig,

    /// <summary>A shared-config file could not be written, or not without risk to what it holds.</summary>
    CannotWriteSharedConfig,

    /// <summary>The profile to update does not exist, and is not to be created.</summary>
    CannotCreateProfile,

    /// <summary>The sso-session to update does not exist, and is not to be created.</summary>
    CannotCreateSsoSession,

    /// <summary>The profile is there and must not be changed so.</summary>
    CannotOverwriteProfile,

    /// <summary>The sso-session would change for other profiles that use it.</summary>
    CannotOverwriteSsoSession,

    /// <summary>The sso-session as a client wants it is not whole.</summary>
    InvalidSsoSession,

    /// <summary>No profile of that name, or of the name that <c>source_profile</c> gives.</summary>
    ProfileNotFound,

    /// <summary>The profile, or one that it leads to, does not say how to get credentials.</summary>
    InvalidProfile,

    /// <summary>STS was asked for a credential and did not give one.</summary>
    CannotCreateStsCredential,

    /// <summary>No usable STS credential is cached and STS was not to be called, or an id has not the form of an id.</summary>
    InvalidStsCredential,

    /// <summary>The credential that was given or kept has ended.</summary>
    StsCredentialExpired,

    /// <summary>AWS did not say whose the credential is.</summary>
    CallerIdentityNotFound,

    /// <summary>The owner of the credential is denied an action that the request asks for.</summary>
    PermissionDenied,

    /// <summary>A cached credential could not be removed.</summary>
    CannotWriteStsCache,

    /// <summary>An MFA code is needed and was not given.</summary>
    MfaRequired,

    /// <summary>Something outside took longer than its limit.</summary>
    Timeout,
}

/// <summary>
/// The one exception of this library. Its message is for the person who looks after the shared config: it names the profile, the
/// setting, the file and line, and the remedy, and never a secret.
/// </summary>
public sealed class IdentityException : Exception
{
    /// <summary>Creates the exception.</summary>
    public IdentityException(IdentityErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>The kind of failure.</summary>
    public IdentityErrorCode Code { get; }
}
