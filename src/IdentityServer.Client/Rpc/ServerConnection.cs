using IdentityServer.Protocol;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace IdentityServer.Client.Rpc;

/// <summary>JSON-RPC over the server's stdin and stdout. Every failure leaves it as an <see cref="IdentityServerException"/>.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly ServerProcess process;
    private readonly Connection rpc;

    public ServerConnection(ServerProcess process, ClientTarget target)
    {
        this.process = process;
        var formatter = new SystemTextJsonFormatter { JsonSerializerOptions = ProtocolJsonContext.Default.Options };
        rpc = new Connection(new HeaderDelimitedMessageHandler(process.Input, process.Output, formatter));
        rpc.AddLocalRpcTarget(RpcTargetMetadata.FromShape<IIdentityClientRpc>(), target, null);
        rpc.StartListening();
    }

    public Task Completion => rpc.Completion;

    public async Task<T> InvokeAsync<T>(string method, WireArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.InvokeWithParameterObjectAsync<T>(method, arguments.Values, arguments.Types, cancellationToken);
        }
        catch (Exception ex) when (ex is ConnectionLostException or ObjectDisposedException or IOException)
        {
            throw new IdentityServerException($"The server is gone: {await process.DescribeEndAsync()}", innerException: ex);
        }
        catch (RemoteRpcException ex)
        {
            throw new IdentityServerException(ex.Message, (int?)ex.ErrorCode, (ex.DeserializedErrorData as AwsErrorData)?.AwsErrorCode, ex);
        }
        catch (OperationCanceledException ex) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IdentityServerException("The server gave up the request.", LspErrorCodes.RequestCancelled, AwsErrorCodes.E_CANCELLED, ex);
        }
    }

    public async Task NotifyAsync(string method, WireArguments arguments)
    {
        try
        {
            await rpc.NotifyWithParameterObjectAsync(method, arguments.Values, arguments.Types);
        }
        catch (Exception ex) when (ex is ConnectionLostException or ObjectDisposedException or IOException)
        {
            throw new IdentityServerException($"The server is gone: {await process.DescribeEndAsync()}", innerException: ex);
        }
    }

    public void Dispose() => rpc.Dispose();

    private sealed class Connection : JsonRpc
    {
        public Connection(IJsonRpcMessageHandler handler)
            : base(handler)
        {
            CancelLocallyInvokedMethodsWhenConnectionIsClosed = true;
            TraceSource.Switch.Level = System.Diagnostics.SourceLevels.Off; // Its messages quote arguments.
        }

        protected override Type? GetErrorDetailsDataType(JsonRpcError error) => typeof(AwsErrorData);

        // The library's own details hold the text and stack of the exception, which are nobody's business at the other end.
        protected override JsonRpcError.ErrorDetail CreateErrorDetails(JsonRpcRequest request, Exception exception) => exception switch
        {
            LocalRpcException known => new() { Code = (JsonRpcErrorCode)known.ErrorCode, Message = known.Message },
            OperationCanceledException => new() { Code = JsonRpcErrorCode.RequestCanceled, Message = "The request was cancelled." },
            _ => new() { Code = JsonRpcErrorCode.InternalError, Message = "The client could not answer." },
        };
    }
}
