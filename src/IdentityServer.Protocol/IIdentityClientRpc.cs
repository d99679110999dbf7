using PolyType;
using StreamJsonRpc;

namespace IdentityServer.Protocol;

/// <summary>What the server asks of its client, and tells it.</summary>
[GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
public partial interface IIdentityClientRpc
{
    /// <summary>Asks the person for the code of an MFA device. An empty code, or an error, declines.</summary>
    [JsonRpcMethod(MethodNames.GetMfaCode, UseSingleObjectParameterDeserialization = true)]
    Task<GetMfaCodeResult> GetMfaCodeAsync(GetMfaCodeParams parameters, CancellationToken cancellationToken);

    /// <summary>Tells that a credential handed out before has been renewed, or has ended.</summary>
    [JsonRpcMethod(MethodNames.StsCredentialChanged, UseSingleObjectParameterDeserialization = true)]
    Task StsCredentialChangedAsync(StsCredentialChangedParams parameters);

    /// <summary>Tells that the profiles or sso-sessions changed, whoever wrote them: all of them, as <c>listProfiles</c> gives them.</summary>
    [JsonRpcMethod(MethodNames.ProfileChanged, UseSingleObjectParameterDeserialization = true)]
    Task ProfileChangedAsync(ListProfilesResult parameters);

    /// <summary>A line for the client's log.</summary>
    [JsonRpcMethod(MethodNames.LogMessage, UseSingleObjectParameterDeserialization = true)]
    Task LogMessageAsync(LogMessageParams parameters);
}
