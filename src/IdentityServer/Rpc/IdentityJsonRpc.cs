using System.Diagnostics;
using System.Text.Json;
using IdentityServer.Core;
using IdentityServer.Protocol;
using Microsoft.Extensions.Logging;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace IdentityServer.Rpc;

/// <summary>
/// The connection, and the one place where a failure becomes an error on the wire. Left alone, the library would send the text and
/// stack of every exception.
/// </summary>
internal sealed class IdentityJsonRpc : JsonRpc
{
    private const string InvalidParamsPrefix = "Invalid params";
    private const string CancelledMessage = "The request was cancelled.";

    private readonly OpenRequests requests;
    private readonly PendingReplies replies;
    private readonly SessionLifecycle lifecycle;
    private readonly ILogger<IdentityJsonRpc> logger;

    public IdentityJsonRpc(LspMessageHandler handler, SessionLifecycle lifecycle, ILogger<IdentityJsonRpc> logger)
        : base(handler)
    {
        requests = handler.Requests;
        replies = handler.Replies;
        this.lifecycle = lifecycle;
        this.logger = logger;
        CancelLocallyInvokedMethodsWhenConnectionIsClosed = true;
        // In the library's own context requests start one after the other, and one that blocks its thread holds up all that follow: a
        // cancellation, and exit too.
        SynchronizationContext = new SynchronizationContext();
        TraceSource.Switch.Level = SourceLevels.Off; // Its messages quote arguments.
    }

    protected override JsonRpcError.ErrorDetail CreateErrorDetails(JsonRpcRequest request, Exception exception)
    {
        switch (exception)
        {
            case IdentityException { Code: not IdentityErrorCode.Cancelled } known:
                logger.LogWarning("{Method} failed: {Message}", request.Method, known.Message);
                return Detail(LspErrorCodes.RequestFailed, known.Message, known.Code);
            case IdentityException or OperationCanceledException:
                return Detail(LspErrorCodes.RequestCancelled, CancelledMessage, IdentityErrorCode.Cancelled);
            case LspException lsp:
                return new JsonRpcError.ErrorDetail { Code = (JsonRpcErrorCode)lsp.Code, Message = lsp.Message };
            case JsonException json:
                return InvalidParams(request.Method, json);
            default:
                // The text of a foreign exception can quote what it choked on, so it is not logged.
                logger.LogError("{Method} failed unexpectedly: {Type}{NewLine}{Stack}", request.Method, exception.GetType(), Environment.NewLine, exception.StackTrace);
                return Detail(LspErrorCodes.RequestFailed, "Something went wrong inside the identity server. Its log has the details.", IdentityErrorCode.Unknown);
        }
    }

    // The answer to getMfaCode can be an error with data of any form: it is not looked at.
    protected override Type? GetErrorDetailsDataType(JsonRpcError error) => null;

    protected override async ValueTask SendAsync(JsonRpcMessage message, CancellationToken cancellationToken)
    {
        if (message is JsonRpcRequest { IsResponseExpected: true } request)
            requests.Add(request.RequestId);

        // Errors that the library makes by itself, without CreateErrorDetails.
        if (message is JsonRpcError { Error: { } detail } error)
        {
            lifecycle.RequestFailed();
            if (detail.Code == JsonRpcErrorCode.RequestCanceled)
                error.Error = Detail(LspErrorCodes.RequestCancelled, CancelledMessage, IdentityErrorCode.Cancelled);
            else if (detail.Code == JsonRpcErrorCode.InvalidParams && detail.Message?.StartsWith(InvalidParamsPrefix, StringComparison.Ordinal) != true)
                error.Error = InvalidParams(method: null, exception: null);
        }

        bool isReply = message is IJsonRpcMessageWithId reply and not JsonRpcRequest && replies.TryAnswer(reply.RequestId);
        try
        {
            await base.SendAsync(message, cancellationToken);
        }
        finally
        {
            if (isReply)
                replies.Sent();
        }

        if (lifecycle.IsShutDown && message is JsonRpcResult { Result: null })
            lifecycle.MarkShutdownAnswered();
    }

    private static JsonRpcError.ErrorDetail InvalidParams(string? method, JsonException? exception) => new()
    {
        Code = JsonRpcErrorCode.InvalidParams,
        Message = $"{InvalidParamsPrefix}{(method is null ? "" : " of " + method)}: {exception?.Path switch
        {
            null or "$" => "they lack a required member, or are no object",
            var path => $"{path} has the wrong type",
        }}.",
    };

    private static JsonRpcError.ErrorDetail Detail(int code, string message, IdentityErrorCode awsCode) => new()
    {
        Code = (JsonRpcErrorCode)code,
        Message = message,
        Data = WireErrors.DataOf(awsCode),
    };
}
