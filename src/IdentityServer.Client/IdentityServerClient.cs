using System.Security.Cryptography;
using IdentityServer.Client.Rpc;
using IdentityServer.Protocol;

namespace IdentityServer.Client;

/// <summary>An identity server in a process of its own, and the session with it: what an IDE's extension does, as a class.</summary>
/// <remarks>Events are raised one after another, off the caller's thread; a handler that blocks holds up the messages after it.</remarks>
public sealed class IdentityServerClient : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    private readonly IdentityServerClientOptions options;
    private readonly ServerProcess process;
    private readonly CredentialOpener? opener;
    private readonly ServerConnection connection;
    private bool isOpen;

    private IdentityServerClient(IdentityServerClientOptions options, ServerProcess process, byte[]? key)
    {
        this.options = options;
        this.process = process;
        if (key is not null) // In a conditional expression, null would become an empty memory.
            EncryptionKey = key;
        opener = key is null ? null : new CredentialOpener(key);
        var target = new ClientTarget(
            options.MfaCodePrompt,
            change => StsCredentialChanged?.Invoke(change),
            listing => ProfileChanged?.Invoke(Open(listing)),
            line => LogMessage?.Invoke(line));
        connection = new ServerConnection(process, target);
    }

    /// <summary>A credential that was handed out before has been renewed (ask for it again), or has ended.</summary>
    public event Action<StsCredentialChangedParams>? StsCredentialChanged;

    /// <summary>The profiles or sso-sessions changed, whoever wrote them: all of them, secrets decrypted.</summary>
    public event Action<ListProfilesResult>? ProfileChanged;

    /// <summary>A line of the server's log, for the editor's output channel.</summary>
    public event Action<LogMessageParams>? LogMessage;

    /// <summary>The key of an encrypted session, for other language servers that get <see cref="GetIamCredentialResult.UpdateCredentialsParams"/>; else null.</summary>
    public ReadOnlyMemory<byte>? EncryptionKey { get; }

    /// <summary>Completes when the session is over, whoever ended it.</summary>
    public Task Completion => connection.Completion;

    /// <summary>Spawns a server and opens the session.</summary>
    /// <exception cref="IdentityServerException">The server cannot be started, or does not answer.</exception>
    public static async Task<IdentityServerClient> StartAsync(IdentityServerClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        byte[]? key = options.Transport == CredentialTransport.Encrypted ? RandomNumberGenerator.GetBytes(CredentialOpener.KeyLength) : null;
        ServerProcess process = await ServerProcess.StartAsync(options, key, cancellationToken);
        var client = new IdentityServerClient(options, process, key);
        try
        {
            await client.OpenAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gets the credential of a profile, decrypted. <see cref="GetIamCredentialResult.UpdateCredentialsParams"/> stays as it came, to be forwarded.</summary>
    /// <exception cref="IdentityServerException">The server refused, or is gone.</exception>
    public async Task<GetIamCredentialResult> GetIamCredentialAsync(
        string profileName, GetIamCredentialOptions? options = null, CancellationToken cancellationToken = default)
    {
        GetIamCredentialResult result = await connection.InvokeAsync<GetIamCredentialResult>(
            MethodNames.GetIamCredential, new WireArguments { { "profileName", profileName }, { "options", options } }, cancellationToken);
        if (opener is null)
            return result;
        IamCredentials clear = opener.Open(result.Credential.Credentials);
        return result with { Credential = result.Credential with { Credentials = clear }, Credentials = clear };
    }

    /// <summary>Forgets the STS session of an id. Succeeds where there is nothing to forget.</summary>
    /// <exception cref="IdentityServerException">The server refused, or is gone.</exception>
    public async Task InvalidateStsCredentialAsync(string iamCredentialId, CancellationToken cancellationToken = default) =>
        await connection.InvokeAsync<InvalidateStsCredentialResult>(
            MethodNames.InvalidateStsCredential, new WireArguments { { "iamCredentialId", iamCredentialId } }, cancellationToken);

    /// <summary>Lists all profiles and sso-sessions, secrets decrypted.</summary>
    /// <exception cref="IdentityServerException">The server refused, or is gone.</exception>
    public async Task<ListProfilesResult> ListProfilesAsync(CancellationToken cancellationToken = default) =>
        Open(await connection.InvokeAsync<ListProfilesResult>(MethodNames.ListProfiles, [], cancellationToken));

    /// <summary>Writes a profile, and an sso-session with it. Secrets are given in the clear; in an encrypted session they travel encrypted.</summary>
    /// <exception cref="IdentityServerException">The server refused, or is gone.</exception>
    public async Task UpdateProfileAsync(
        Profile profile, SsoSession? ssoSession = null, UpdateProfileOptions? options = null, CancellationToken cancellationToken = default) =>
        await connection.InvokeAsync<UpdateProfileResult>(
            MethodNames.UpdateProfile,
            new WireArguments { { "profile", Seal(profile) }, { "ssoSession", ssoSession }, { "options", options } },
            cancellationToken);

    /// <summary>Removes a profile from both files.</summary>
    /// <exception cref="IdentityServerException">The server refused, or is gone.</exception>
    public async Task DeleteProfileAsync(string profileName, DeleteProfileOptions? options = null, CancellationToken cancellationToken = default) =>
        await connection.InvokeAsync<DeleteProfileResult>(
            MethodNames.DeleteProfile, new WireArguments { { "profileName", profileName }, { "options", options } }, cancellationToken);

    /// <summary>Ends the session in order (shutdown, exit) and gives the server's exit code; a server that does not end is killed.</summary>
    public async Task<int> ShutdownAsync()
    {
        if (isOpen)
        {
            isOpen = false;
            try
            {
                await connection.InvokeAsync<NoResult?>(MethodNames.Shutdown, [], CancellationToken.None).WaitAsync(ShutdownLimit, options.Time);
                await connection.NotifyAsync(MethodNames.Exit, []);
            }
            catch (Exception ex) when (ex is IdentityServerException or TimeoutException)
            {
                // Gone already, or stuck: the process ends in any case.
            }
        }

        int exitCode = await process.EndAsync();
        connection.Dispose();
        return exitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ShutdownAsync();
        process.Dispose();
    }

    private ListProfilesResult Open(ListProfilesResult listing) => opener is null
        ? listing
        : listing with { Profiles = [.. listing.Profiles.Select(profile => WithSecrets(profile, opener.Open))] };

    private Profile Seal(Profile profile) => opener is null ? profile : WithSecrets(profile, opener.Seal);

    private static Profile WithSecrets(Profile profile, Func<string, string> form) => profile.Settings is null
        ? profile
        : profile with
        {
            Settings = profile.Settings.ToDictionary(
                setting => setting.Key,
                setting => SecretSettings.Contains(setting.Key) && !string.IsNullOrWhiteSpace(setting.Value) ? form(setting.Value) : setting.Value),
        };

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var arguments = new WireArguments
        {
            { "processId", Environment.ProcessId },
            { "clientInfo", options.ClientInfo },
            { "initializationOptions", new InitializationOptions { LogLevel = options.LogLevel } },
            { "capabilities", new ClientCapabilities() },
        };
        try
        {
            await connection.InvokeAsync<InitializeResult>(MethodNames.Initialize, arguments, cancellationToken).WaitAsync(StartLimit, options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new IdentityServerException($"{process.Path} does not answer. Is it an identity server?");
        }

        isOpen = true;
        await connection.NotifyAsync(MethodNames.Initialized, []);
    }
}
