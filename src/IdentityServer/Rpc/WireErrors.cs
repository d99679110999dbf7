using IdentityServer.Core;
using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>The published code of each failure the server knows.</summary>
internal static class WireErrors
{
    public static AwsErrorData DataOf(IdentityErrorCode code) => new() { AwsErrorCode = CodeOf(code) };

    private static string CodeOf(IdentityErrorCode code) => code switch
    {
        IdentityErrorCode.Cancelled => AwsErrorCodes.E_CANCELLED,
        IdentityErrorCode.CannotReadSharedConfig => AwsErrorCodes.E_CANNOT_READ_SHARED_CONFIG,
        IdentityErrorCode.CannotWriteSharedConfig => AwsErrorCodes.E_CANNOT_WRITE_SHARED_CONFIG,
        IdentityErrorCode.CannotCreateProfile => AwsErrorCodes.E_CANNOT_CREATE_PROFILE,
        IdentityErrorCode.CannotCreateSsoSession => AwsErrorCodes.E_CANNOT_CREATE_SSO_SESSION,
        IdentityErrorCode.CannotOverwriteProfile => AwsErrorCodes.E_CANNOT_OVERWRITE_PROFILE,
        IdentityErrorCode.CannotOverwriteSsoSession => AwsErrorCodes.E_CANNOT_OVERWRITE_SSO_SESSION,
        IdentityErrorCode.InvalidSsoSession => AwsErrorCodes.E_INVALID_SSO_SESSION,
        IdentityErrorCode.ProfileNotFound => AwsErrorCodes.E_PROFILE_NOT_FOUND,
        IdentityErrorCode.InvalidProfile => AwsErrorCodes.E_INVALID_PROFILE,
        IdentityErrorCode.CannotCreateStsCredential => AwsErrorCodes.E_CANNOT_CREATE_STS_CREDENTIAL,
        IdentityErrorCode.InvalidStsCredential => AwsErrorCodes.E_INVALID_STS_CREDENTIAL,
        IdentityErrorCode.StsCredentialExpired => AwsErrorCodes.E_STS_CREDENTIAL_EXPIRED,
        IdentityErrorCode.CallerIdentityNotFound => AwsErrorCodes.E_CALLER_IDENTITY_NOT_FOUND,
        IdentityErrorCode.PermissionDenied => AwsErrorCodes.E_PERMISSION_DENIED,
        IdentityErrorCode.CannotWriteStsCache => AwsErrorCodes.E_CANNOT_WRITE_STS_CACHE,
        IdentityErrorCode.MfaRequired => AwsErrorCodes.E_MFA_REQUIRED,
        IdentityErrorCode.Timeout => AwsErrorCodes.E_TIMEOUT,
        _ => AwsErrorCodes.E_UNKNOWN,
    };
}
