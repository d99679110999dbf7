namespace IdentityServer.Client;

/// <summary>The server answered with an error, could not be started, or is gone. The message is for the person.</summary>
public sealed class IdentityServerException : Exception
{
    /// <summary>Creates the exception.</summary>
    public IdentityServerException(string message, int? code = null, string? awsErrorCode = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        AwsErrorCode = awsErrorCode;
    }

    /// <summary>The JSON-RPC code, see <see cref="Protocol.LspErrorCodes"/>; null where the server did not answer at all.</summary>
    public int? Code { get; }

    /// <summary>One of <see cref="Protocol.AwsErrorCodes"/>; null where the server gave none.</summary>
    public string? AwsErrorCode { get; }
}
