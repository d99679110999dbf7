using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>What the JSON reader lets pass and no request may have.</summary>
internal static class RequestParams
{
    /// <summary>Refuses <c>"params": null</c>.</summary>
    public static void Require(object? parameters, string method)
    {
        if (parameters is null)
            throw Invalid(method, "they are null");
    }

    /// <summary>A refusal of params that are not of the form of <paramref name="method"/>.</summary>
    public static LspException Invalid(string method, string reason) => new(LspErrorCodes.InvalidParams, $"Invalid params of {method}: {reason}.");
}
