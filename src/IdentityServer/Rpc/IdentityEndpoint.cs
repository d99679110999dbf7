using IdentityServer.Core.Credentials;
using IdentityServer.Core.Sts;
using IdentityServer.Hosting;
using IdentityServer.Logging;
using IdentityServer.Protocol;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Rpc;

/// <summary>Maps requests of the wire to the domain and back.</summary>
internal sealed class IdentityEndpoint : IIdentityServerRpc
{
    // For a client that sends shutdown and exit in one breath: the answer to the first goes out before the second ends the process.
    private static readonly TimeSpan ShutdownAnswerLimit = TimeSpan.FromMilliseconds(500);

    private static readonly ServerCapabilities Capabilities = new()
    {
        Experimental = new() { Aws = new() { Identity = new() { DeleteProfile = true } } },
    };

    private readonly CredentialResolver resolver;
    private readonly ProfileEndpoint profiles;
    private readonly CredentialEndpoint credentials;
    private readonly StsRenewals renewals;
    private readonly SessionLifecycle lifecycle;
    private readonly ClientProcessWatch processWatch;
    private readonly LogLevels levels;
    private readonly TimeProvider time;
    private readonly ILogger<IdentityEndpoint> logger;

    public IdentityEndpoint(
        CredentialResolver resolver,
        ProfileEndpoint profiles,
        CredentialEndpoint credentials,
        StsRenewals renewals,
        SessionLifecycle lifecycle,
        ClientProcessWatch processWatch,
        LogLevels levels,
        TimeProvider time,
        ILogger<IdentityEndpoint> logger)
    {
        this.resolver = resolver;
        this.profiles = profiles;
        this.credentials = credentials;
        this.renewals = renewals;
        this.lifecycle = lifecycle;
        this.processWatch = processWatch;
        this.levels = levels;
        this.time = time;
        this.logger = logger;
    }

    public Task<InitializeResult> InitializeAsync(InitializeParams parameters, CancellationToken cancellationToken)
    {
        RequestParams.Require(parameters, MethodNames.Initialize);
        levels.Set(parameters.InitializationOptions?.LogLevel);
        if (parameters.ProcessId is { } processId)
            processWatch.Start(processId);
        AwsClientInfo? client = parameters.InitializationOptions?.Aws?.ClientInfo;
        logger.LogInformation(
            "identity-server {Version} serves {Client}",
            ServerVersion.Text,
            client?.Extension?.Name ?? parameters.ClientInfo?.Name ?? "a client that gives no name");
        lifecycle.InitializeSucceeded();
        return Task.FromResult(new InitializeResult
        {
            Capabilities = Capabilities,
            ServerInfo = new NameAndVersion { Name = "identity-server", Version = ServerVersion.Text },
        });
    }

    public Task InitializedAsync() => Task.CompletedTask;

    public Task<GetIamCredentialResult> GetIamCredentialAsync(GetIamCredentialParams parameters, CancellationToken cancellationToken)
    {
        RequestParams.Require(parameters, MethodNames.GetIamCredential);
        return credentials.GetAsync(parameters, cancellationToken);
    }

    public Task<InvalidateStsCredentialResult> InvalidateStsCredentialAsync(InvalidateStsCredentialParams parameters, CancellationToken cancellationToken)
    {
        RequestParams.Require(parameters, MethodNames.InvalidateStsCredential);
        if (parameters.IamCredentialId is { } id)
            resolver.Invalidate(id);
        else if (parameters.ProfileName is { } profileName)
            resolver.InvalidateProfile(profileName);
        else
            throw RequestParams.Invalid(MethodNames.InvalidateStsCredential, "iamCredentialId is missing");
        return Task.FromResult(new InvalidateStsCredentialResult());
    }

    public Task<ListProfilesResult> ListProfilesAsync(ListProfilesParams? parameters = null, CancellationToken cancellationToken = default) => Task.FromResult(profiles.List());

    public Task<UpdateProfileResult> UpdateProfileAsync(UpdateProfileParams parameters, CancellationToken cancellationToken) =>
        profiles.UpdateAsync(parameters, cancellationToken);

    public Task<DeleteProfileResult> DeleteProfileAsync(DeleteProfileParams parameters, CancellationToken cancellationToken) =>
        profiles.DeleteAsync(parameters, cancellationToken);

    public Task<NoResult?> ShutdownAsync(CancellationToken cancellationToken)
    {
        renewals.Stop();
        return Task.FromResult<NoResult?>(null);
    }

    public async Task ExitAsync()
    {
        if (lifecycle.IsShutDown)
            await Task.WhenAny(lifecycle.ShutdownAnswered, Task.Delay(ShutdownAnswerLimit, time));
        lifecycle.End();
    }
}
