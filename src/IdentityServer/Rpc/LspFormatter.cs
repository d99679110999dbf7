using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using IdentityServer.Protocol;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace IdentityServer.Rpc;

/// <summary>A body that is no message: the error to answer it with.</summary>
internal sealed class InvalidBodyException : Exception
{
    public InvalidBodyException(int code, RequestId id, string message, Exception innerException)
        : base(message, innerException)
    {
        Code = code;
        Id = id;
    }

    public int Code { get; }

    /// <summary>The id to answer with; null where the body is no request of the client's.</summary>
    public RequestId Id { get; }

    /// <summary>Whether it would be a notification: it gets no answer, whatever is wrong with it.</summary>
    public bool IsNotification { get; init; }

    /// <summary>The request of this server's that the body was meant to answer, where it looks like an answer.</summary>
    public RequestId? AnswerTo { get; init; }
}

/// <summary>
/// The library's JSON formatter on the source-generated contract. The library's own answer to a body that it cannot read is to close the
/// connection; here such a body becomes an <see cref="InvalidBodyException"/>, which the message handler answers.
/// </summary>
internal sealed class LspFormatter : SystemTextJsonFormatter, IJsonRpcMessageTextFormatter
{
    // The formatter warns of its reflection-based default. It is not used: every type comes from the source-generated context below,
    // and one that does not fails in the managed build too (JsonSerializerIsReflectionEnabledByDefault).
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All types come from a source-generated context.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "All types come from a source-generated context.")]
    public LspFormatter()
    {
        JsonSerializerOptions = ProtocolJsonContext.Default.Options;
    }

    JsonRpcMessage IJsonRpcMessageFormatter.Deserialize(ReadOnlySequence<byte> contentBuffer) => DeserializeStrictly(contentBuffer);

    JsonRpcMessage IJsonRpcMessageTextFormatter.Deserialize(ReadOnlySequence<byte> contentBuffer, Encoding encoding) => DeserializeStrictly(contentBuffer);

    private JsonRpcMessage DeserializeStrictly(ReadOnlySequence<byte> body)
    {
        try
        {
            JsonRpcMessage message = Deserialize(body);
            return message is JsonRpcRequest { Method: null } ? throw new JsonException("The method is null.") : message;
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or NotSupportedException)
        {
            throw Explain(body, ex);
        }
    }

    private static InvalidBodyException Explain(ReadOnlySequence<byte> body, Exception cause)
    {
        try
        {
            return Explain(MessageOutline.Of(body), cause);
        }
        catch (InvalidOperationException)
        {
            return Invalid(RequestId.Null, "The id of the message is not valid text.", cause);
        }
        catch (JsonException)
        {
            return new InvalidBodyException(LspErrorCodes.ParseError, RequestId.Null, "The body of the message is not JSON.", cause);
        }
    }

    private static InvalidBodyException Explain(MessageOutline message, Exception cause)
    {
        const string NoMessage = "The message is neither a request nor a response of JSON-RPC 2.0.";
        return message switch
        {
            { IsBatch: true } => Invalid(RequestId.Null, "Batches are not part of LSP: send each message in a frame of its own.", cause),
            { Method: JsonTokenType.String, HasId: false } => new InvalidBodyException(LspErrorCodes.InvalidRequest, RequestId.Null, "The notification is malformed.", cause) { IsNotification = true },
            // Both sides number their requests, so an id without a method is one of this server's: the client must not take it for its own.
            { Method: null, HasOutcome: true } => new InvalidBodyException(LspErrorCodes.InvalidRequest, RequestId.Null, NoMessage, cause) { AnswerTo = message.Id },
            { IsNestedTooDeeply: true } => Invalid(message.Id, "The message is nested more deeply than any message of this protocol.", cause),
            { Method: JsonTokenType.String, Params: JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False } when message.Id != RequestId.Null =>
                new InvalidBodyException(LspErrorCodes.InvalidParams, message.Id, "Invalid params: they are no object.", cause),
            _ => Invalid(message.Id, NoMessage, cause),
        };
    }

    private static InvalidBodyException Invalid(RequestId id, string message, Exception cause) => new(LspErrorCodes.InvalidRequest, id, message, cause);
}
