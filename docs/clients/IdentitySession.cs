using System.Diagnostics;
using System.Text;
using IdentityServer.Protocol;
using StreamJsonRpc;

/// <summary>The identity part of an extension, on StreamJsonRpc and the contract of IdentityServer.Protocol.</summary>
internal sealed class IdentitySession : IIdentityClientRpc, IDisposable
{
    private readonly Func<GetMfaCodeParams, CancellationToken, Task<GetMfaCodeResult>> ask;
    private readonly JsonRpc server;

    private IdentitySession(Process process, Func<GetMfaCodeParams, CancellationToken, Task<GetMfaCodeResult>> ask)
    {
        this.ask = ask;
        server = Connect(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        server.AddLocalRpcTarget(RpcTargetMetadata.FromShape<IIdentityClientRpc>(), this, null);
        server.StartListening();
    }

    /// <summary>Spawns the server and opens the session; <paramref name="ask"/> shows a dialog, and an empty code declines.</summary>
    public static async Task<IdentitySession> StartAsync(
        ProcessStartInfo start, byte[] key, Func<GetMfaCodeParams, CancellationToken, Task<GetMfaCodeResult>> ask, CancellationToken cancellationToken)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.UseShellExecute, start.CreateNoWindow) = (true, true, false, true);
        start.ArgumentList.Add("--stdio");
        start.ArgumentList.Add("--set-credentials-encryption-key");
        Process process = Process.Start(start)!;
        string line = $$"""{"version":"1.0","mode":"JWT","key":"{{Convert.ToBase64String(key)}}"}""" + "\n";
        await process.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes(line), cancellationToken); // The first line of input, before any message.

        IdentitySession session = new(process, ask);
        await session.server.InvokeWithParameterObjectAsync<InitializeResult>(
            MethodNames.Initialize,
            new Dictionary<string, object?> { ["processId"] = Environment.ProcessId, ["capabilities"] = new ClientCapabilities() },
            new Dictionary<string, Type> { ["processId"] = typeof(int), ["capabilities"] = typeof(ClientCapabilities) },
            cancellationToken);
        await session.server.NotifyAsync(MethodNames.Initialized);
        return session;
    }

    /// <summary>Signs in, and hands the credential to another language server, which was started with the same key.</summary>
    public async Task SignInAsync(string profileName, JsonRpc other, CancellationToken cancellationToken)
    {
        GetIamCredentialResult result = await server.InvokeWithParameterObjectAsync<GetIamCredentialResult>(
            MethodNames.GetIamCredential,
            new Dictionary<string, object?> { ["profileName"] = profileName },
            new Dictionary<string, Type> { ["profileName"] = typeof(string) },
            cancellationToken);
        await other.InvokeWithParameterObjectAsync(
            "aws/credentials/iam/update",
            new Dictionary<string, object?> { ["data"] = result.UpdateCredentialsParams.Data, ["encrypted"] = result.UpdateCredentialsParams.Encrypted },
            new Dictionary<string, Type> { ["data"] = typeof(CredentialsPayload), ["encrypted"] = typeof(bool) },
            cancellationToken);
    }

    public Task<GetMfaCodeResult> GetMfaCodeAsync(GetMfaCodeParams parameters, CancellationToken cancellationToken) => ask(parameters, cancellationToken);

    public Task StsCredentialChangedAsync(StsCredentialChangedParams parameters) => Task.CompletedTask; // Sign in again.

    public Task ProfileChangedAsync(ListProfilesResult parameters) => Task.CompletedTask; // Fill the picker anew.

    public Task LogMessageAsync(LogMessageParams parameters) => Task.CompletedTask; // To the output window.

    public static JsonRpc Connect(Stream send, Stream receive) =>
        new(new HeaderDelimitedMessageHandler(send, receive, new SystemTextJsonFormatter { JsonSerializerOptions = ProtocolJsonContext.Default.Options }));

    public void Dispose() => server.Dispose(); // Closes the server's stdin, which ends it.
}
