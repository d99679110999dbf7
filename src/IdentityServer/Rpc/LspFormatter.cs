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
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? new InvalidBodyException(LspErrorCodes.InvalidRequest, RequestId.Null, "Batches are not part of LSP: send each message in a frame of its own.", cause)
                : NeitherRequestNorResponse(document.RootElement, cause);
        }
        catch (InvalidOperationException)
        {
            // An id that is no valid text.
            return new InvalidBodyException(LspErrorCodes.InvalidRequest, RequestId.Null, "The id of the message is not valid text.", cause);
        }
        catch (JsonException)
        {
            return new InvalidBodyException(LspErrorCodes.ParseError, RequestId.Null, "The body of the message is not JSON.", cause);
        }
    }

    // Both sides number their requests, so an id without a method is one of this server's: the client must not take it for its own.
    private static InvalidBodyException NeitherRequestNorResponse(JsonElement message, Exception cause)
    {
        const string Text = "The message is neither a request nor a response of JSON-RPC 2.0.";
        bool looksLikeAnAnswer = message.ValueKind == JsonValueKind.Object
            && !message.TryGetProperty("method", out _)
            && (message.TryGetProperty("result", out _) || message.TryGetProperty("error", out _));
        RequestId id = IdOf(message);
        return looksLikeAnAnswer
            ? new InvalidBodyException(LspErrorCodes.InvalidRequest, RequestId.Null, Text, cause) { AnswerTo = id }
            : new InvalidBodyException(LspErrorCodes.InvalidRequest, id, Text, cause);
    }

    private static RequestId IdOf(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("id", out JsonElement id))
            return RequestId.Null;
        return id.ValueKind switch
        {
            JsonValueKind.Number when id.TryGetInt64(out long number) => new RequestId(number),
            JsonValueKind.String => new RequestId(id.GetString()),
            _ => RequestId.Null,
        };
    }
}
