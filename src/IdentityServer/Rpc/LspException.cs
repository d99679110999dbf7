namespace IdentityServer.Rpc;

/// <summary>A request that JSON-RPC itself refuses: its code is one of <see cref="Protocol.LspErrorCodes"/>.</summary>
internal sealed class LspException : Exception
{
    public LspException(int code, string message)
        : base(message)
    {
        Code = code;
    }

    public int Code { get; }
}
