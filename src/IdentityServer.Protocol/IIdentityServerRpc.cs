using PolyType;
using StreamJsonRpc;

namespace IdentityServer.Protocol;

/// <summary>What a client asks of the server: the <c>aws/identity/*</c> requests and the LSP lifecycle.</summary>
/// <remarks>
/// Every failure is a <see cref="RemoteInvocationException"/> whose code is <see cref="LspErrorCodes.RequestFailed"/> (or another of
/// <see cref="LspErrorCodes"/>) and whose data is an <see cref="AwsErrorData"/>. Published contract: <c>@aws/language-server-runtimes</c>; LSP 3.17.
/// </remarks>
[GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
public partial interface IIdentityServerRpc
{
    /// <summary>Gets the credential of a profile; asks STS, and the client for an MFA code, where that is needed and allowed.</summary>
    [JsonRpcMethod(MethodNames.GetIamCredential, UseSingleObjectParameterDeserialization = true)]
    Task<GetIamCredentialResult> GetIamCredentialAsync(GetIamCredentialParams parameters, CancellationToken cancellationToken);

    /// <summary>Forgets the STS session of an id: its cache entry and its renewal. Succeeds where there is nothing to forget.</summary>
    [JsonRpcMethod(MethodNames.InvalidateStsCredential, UseSingleObjectParameterDeserialization = true)]
    Task<InvalidateStsCredentialResult> InvalidateStsCredentialAsync(InvalidateStsCredentialParams parameters, CancellationToken cancellationToken);

    /// <summary>Lists all profiles and sso-sessions.</summary>
    [JsonRpcMethod(MethodNames.ListProfiles, UseSingleObjectParameterDeserialization = true)]
    Task<ListProfilesResult> ListProfilesAsync(ListProfilesParams? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Writes a profile, and an sso-session with it, into the shared config.</summary>
    [JsonRpcMethod(MethodNames.UpdateProfile, UseSingleObjectParameterDeserialization = true)]
    Task<UpdateProfileResult> UpdateProfileAsync(UpdateProfileParams parameters, CancellationToken cancellationToken);

    /// <summary>Removes a profile from the shared config.</summary>
    [JsonRpcMethod(MethodNames.DeleteProfile, UseSingleObjectParameterDeserialization = true)]
    Task<DeleteProfileResult> DeleteProfileAsync(DeleteProfileParams parameters, CancellationToken cancellationToken);

    /// <summary>Opens the LSP session. Must be the first request.</summary>
    [JsonRpcMethod(MethodNames.Initialize, UseSingleObjectParameterDeserialization = true)]
    Task<InitializeResult> InitializeAsync(InitializeParams parameters, CancellationToken cancellationToken);

    /// <summary>Tells that the client has read the result of <c>initialize</c>.</summary>
    [JsonRpcMethod(MethodNames.Initialized)]
    Task InitializedAsync();

    /// <summary>Ends the session: timers stop, and only <c>exit</c> may follow. Answers <c>null</c>.</summary>
    [JsonRpcMethod(MethodNames.Shutdown)]
    Task<NoResult?> ShutdownAsync(CancellationToken cancellationToken);

    /// <summary>Ends the process: exit code 0 after <c>shutdown</c>, else 1.</summary>
    [JsonRpcMethod(MethodNames.Exit)]
    Task ExitAsync();
}
