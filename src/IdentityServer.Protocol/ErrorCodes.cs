namespace IdentityServer.Protocol;

/// <summary>The JSON-RPC error codes that the server sends (JSON-RPC 2.0; LSP 3.17).</summary>
public static class LspErrorCodes
{
    /// <summary>The body is not JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>The message is no request, or stands in the wrong place of the lifecycle.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>No such method.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The params have the wrong type.</summary>
    public const int InvalidParams = -32602;

    /// <summary>A request before <c>initialize</c>.</summary>
    public const int ServerNotInitialized = -32002;

    /// <summary>The request was cancelled.</summary>
    public const int RequestCancelled = -32800;

    /// <summary>The request was understood and failed; <see cref="AwsErrorData.AwsErrorCode"/> says why.</summary>
    public const int RequestFailed = -32803;
}

/// <summary>The <c>data</c> of an error.</summary>
public sealed record AwsErrorData
{
    /// <summary>One of <see cref="AwsErrorCodes"/>.</summary>
    public required string AwsErrorCode { get; init; }
}

/// <summary>The values of <see cref="AwsErrorData.AwsErrorCode"/>, as published. <c>docs/protocol.md</c> gives cause and cure of each that the server sends.</summary>
public static class AwsErrorCodes
{
#pragma warning disable CS1591, CA1707 // The published spelling is the documentation.
    public const string E_CANNOT_CREATE_PROFILE = nameof(E_CANNOT_CREATE_PROFILE);
    public const string E_CANNOT_CREATE_SSO_SESSION = nameof(E_CANNOT_CREATE_SSO_SESSION);
    public const string E_CANNOT_OVERWRITE_PROFILE = nameof(E_CANNOT_OVERWRITE_PROFILE);
    public const string E_CANNOT_OVERWRITE_SSO_SESSION = nameof(E_CANNOT_OVERWRITE_SSO_SESSION);
    public const string E_CANNOT_READ_SHARED_CONFIG = nameof(E_CANNOT_READ_SHARED_CONFIG);
    public const string E_CANNOT_READ_SSO_CACHE = nameof(E_CANNOT_READ_SSO_CACHE);
    public const string E_CANNOT_READ_STS_CACHE = nameof(E_CANNOT_READ_STS_CACHE);
    public const string E_CANNOT_REFRESH_SSO_TOKEN = nameof(E_CANNOT_REFRESH_SSO_TOKEN);
    public const string E_CANNOT_REFRESH_STS_CREDENTIAL = nameof(E_CANNOT_REFRESH_STS_CREDENTIAL);
    public const string E_CANNOT_REGISTER_CLIENT = nameof(E_CANNOT_REGISTER_CLIENT);
    public const string E_CANNOT_CREATE_SSO_TOKEN = nameof(E_CANNOT_CREATE_SSO_TOKEN);
    public const string E_CANNOT_CREATE_STS_CREDENTIAL = nameof(E_CANNOT_CREATE_STS_CREDENTIAL);
    public const string E_CANNOT_WRITE_SHARED_CONFIG = nameof(E_CANNOT_WRITE_SHARED_CONFIG);
    public const string E_CANNOT_WRITE_SSO_CACHE = nameof(E_CANNOT_WRITE_SSO_CACHE);
    public const string E_CANNOT_WRITE_STS_CACHE = nameof(E_CANNOT_WRITE_STS_CACHE);
    public const string E_ENCRYPTION_REQUIRED = nameof(E_ENCRYPTION_REQUIRED);
    public const string E_INVALID_PROFILE = nameof(E_INVALID_PROFILE);
    public const string E_INVALID_SSO_CLIENT = nameof(E_INVALID_SSO_CLIENT);
    public const string E_INVALID_SSO_SESSION = nameof(E_INVALID_SSO_SESSION);
    public const string E_INVALID_SSO_TOKEN = nameof(E_INVALID_SSO_TOKEN);
    public const string E_INVALID_STS_CREDENTIAL = nameof(E_INVALID_STS_CREDENTIAL);
    public const string E_PROFILE_NOT_FOUND = nameof(E_PROFILE_NOT_FOUND);
    public const string E_RUNTIME_NOT_SUPPORTED = nameof(E_RUNTIME_NOT_SUPPORTED);
    public const string E_SSO_SESSION_NOT_FOUND = nameof(E_SSO_SESSION_NOT_FOUND);
    public const string E_SSO_TOKEN_EXPIRED = nameof(E_SSO_TOKEN_EXPIRED);
    public const string E_STS_CREDENTIAL_EXPIRED = nameof(E_STS_CREDENTIAL_EXPIRED);
    public const string E_SSO_TOKEN_SOURCE_NOT_SUPPORTED = nameof(E_SSO_TOKEN_SOURCE_NOT_SUPPORTED);
    public const string E_CALLER_IDENTITY_NOT_FOUND = nameof(E_CALLER_IDENTITY_NOT_FOUND);
    public const string E_MFA_REQUIRED = nameof(E_MFA_REQUIRED);
    public const string E_PERMISSION_DENIED = nameof(E_PERMISSION_DENIED);
    public const string E_TIMEOUT = nameof(E_TIMEOUT);
    public const string E_UNKNOWN = nameof(E_UNKNOWN);
    public const string E_CANCELLED = nameof(E_CANCELLED);
#pragma warning restore CS1591, CA1707
}
