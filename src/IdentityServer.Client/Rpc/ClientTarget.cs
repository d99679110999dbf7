using IdentityServer.Protocol;
using StreamJsonRpc;

namespace IdentityServer.Client.Rpc;

/// <summary>What the server can ask of the client, and tell it.</summary>
internal sealed class ClientTarget : IIdentityClientRpc
{
    private readonly MfaCodePrompt? prompt;
    private readonly Action<StsCredentialChangedParams> changed;
    private readonly Action<ListProfilesResult> profilesChanged;
    private readonly Action<LogMessageParams> logged;

    public ClientTarget(
        MfaCodePrompt? prompt,
        Action<StsCredentialChangedParams> changed,
        Action<ListProfilesResult> profilesChanged,
        Action<LogMessageParams> logged)
    {
        this.prompt = prompt;
        this.changed = changed;
        this.profilesChanged = profilesChanged;
        this.logged = logged;
    }

    public async Task<GetMfaCodeResult> GetMfaCodeAsync(GetMfaCodeParams parameters, CancellationToken cancellationToken)
    {
        if (prompt is null)
            throw new LocalRpcException("This client has no way to ask for MFA codes.") { ErrorCode = LspErrorCodes.MethodNotFound };
        string? code = await prompt(parameters, cancellationToken);
        return new GetMfaCodeResult { Code = code ?? "", MfaSerial = parameters.MfaSerial };
    }

    public Task StsCredentialChangedAsync(StsCredentialChangedParams parameters)
    {
        changed(parameters);
        return Task.CompletedTask;
    }

    public Task ProfileChangedAsync(ListProfilesResult parameters)
    {
        profilesChanged(parameters);
        return Task.CompletedTask;
    }

    public Task LogMessageAsync(LogMessageParams parameters)
    {
        logged(parameters);
        return Task.CompletedTask;
    }
}
