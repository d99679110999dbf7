using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using IdentityServer.Hosting;
using IdentityServer.Protocol;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;
using StreamJsonRpc.Reflection;

namespace IdentityServer.Rpc;

/// <summary>
/// LSP's frames over a pair of pipes, held to the lifecycle. The library's handler reads a length of any size and gives up the
/// connection at a body it cannot read; this one bounds the length, answers such a body, and answers what the lifecycle refuses.
/// </summary>
internal sealed class LspMessageHandler : HeaderDelimitedMessageHandler, IJsonRpcMessageBufferManager
{
    // The end of stdin ends the process within 1 s. Half of it is for the answers to what was asked before.
    private static readonly TimeSpan LastAnswersLimit = TimeSpan.FromMilliseconds(500);

    private readonly SessionLifecycle lifecycle;
    private readonly EndGuard guard;
    private readonly TimeProvider time;
    private SequencePosition? unreleased;
    private bool isInitializing;

    public LspMessageHandler(PipeWriter writer, PipeReader reader, LspFormatter formatter, SessionLifecycle lifecycle, EndGuard guard, TimeProvider time)
        : base(writer, reader, formatter)
    {
        this.lifecycle = lifecycle;
        this.guard = guard;
        this.time = time;
    }

    /// <summary>The requests whose answers may pass.</summary>
    public OpenRequests Requests { get; } = new();

    /// <summary>The client's requests that are not answered yet.</summary>
    public PendingReplies Replies { get; } = new();

    // The parsed message refers to the pipe's buffer until its arguments have been read.
    void IJsonRpcMessageBufferManager.DeserializationComplete(JsonRpcMessage message)
    {
        (message as IJsonRpcMessageBufferManager)?.DeserializationComplete(message);
        Release();
    }

    protected override async ValueTask<JsonRpcMessage?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        // Requests run side by side from the start; what comes after initialize begins when that is answered.
        if (isInitializing)
            await LastAnswersAsync();
        isInitializing = false;
        while (true)
        {
            JsonRpcMessage? message;
            try
            {
                message = await ReadFrameAsync(cancellationToken);
            }
            catch (InvalidBodyException ex)
            {
                Release();
                if (ex.AnswerTo is { } answered && Requests.TryClose(answered))
                    return Refusal(answered);
                if (!ex.IsNotification)
                    await AnswerAsync(ex.Id, ex.Code, ex.Message, cancellationToken);
                continue;
            }

            if (message is IJsonRpcMessageWithId answer and not JsonRpcRequest)
            {
                if (Requests.TryClose(answer.RequestId))
                    return message;
                ((IJsonRpcMessageBufferManager)this).DeserializationComplete(message); // An answer to nothing is dropped.
                continue;
            }

            if (message is not JsonRpcRequest request)
            {
                guard.Start();
                await LastAnswersAsync();
                lifecycle.End();
                return message;
            }

            Verdict verdict = Admit(request);
            if (verdict.Passes)
                return message;
            ((IJsonRpcMessageBufferManager)this).DeserializationComplete(message);
            if (verdict.IsRefusal)
                await AnswerAsync(request.RequestId, verdict.ErrorCode, verdict.Message, cancellationToken);
        }
    }

    protected override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await base.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            lifecycle.End(); // The client no longer reads.
            throw;
        }
    }

    private Verdict Admit(JsonRpcRequest request)
    {
        if (request.Method == MethodNames.Exit)
            guard.Start();
        if (!request.IsResponseExpected)
            return lifecycle.Admit(request.Method!, MessageForm.Notification);
        if (!Replies.TryBegin(request.RequestId))
            return Verdict.Refuse(LspErrorCodes.InvalidRequest, "A request of the same id has no answer yet: give each request an id of its own.");

        Verdict verdict = lifecycle.Admit(request.Method!, MessageForm.Request);
        if (verdict.Passes && request.Method == MethodNames.CancelRequest)
            verdict = Verdict.Refuse(LspErrorCodes.MethodNotFound, $"{MethodNames.CancelRequest} is a notification: send it without an id.");
        isInitializing = verdict.Passes && request.Method == MethodNames.Initialize;
        if (!verdict.Passes && Replies.TryAnswer(request.RequestId))
            Replies.Sent();
        return verdict;
    }

    private async Task LastAnswersAsync() => await Task.WhenAny(Replies.NoneLeftAsync(), Task.Delay(LastAnswersLimit, time));

    private async ValueTask<JsonRpcMessage?> ReadFrameAsync(CancellationToken cancellationToken)
    {
        int bodyLength;
        SequencePosition bodyStart;
        while (true)
        {
            ReadResult result = await Reader!.ReadAsync(cancellationToken);
            if (FrameHeader.TryRead(result.Buffer, out bodyLength, out bodyStart))
                break;
            Reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
                return null;
        }

        Reader.AdvanceTo(bodyStart);
        ReadResult body = await Reader.ReadAtLeastAsync(bodyLength, cancellationToken);
        if (body.Buffer.Length < bodyLength)
            return null; // The stream ended inside the frame.
        ReadOnlySequence<byte> bytes = body.Buffer.Slice(0, bodyLength);
        unreleased = bytes.End;
        return ((IJsonRpcMessageFormatter)Formatter).Deserialize(bytes);
    }

    private void Release()
    {
        if (unreleased is { } position)
            Reader!.AdvanceTo(position);
        unreleased = null;
    }

    // A malformed answer is taken for a refusal, so that whoever asked waits no longer. This server's own ids are numbers.
    private JsonRpcMessage Refusal(RequestId id) =>
        ((IJsonRpcMessageFormatter)Formatter).Deserialize(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(
            $$$"""{"jsonrpc":"2.0","id":{{{id.Number}}},"error":{"code":{{{LspErrorCodes.InvalidRequest}}},"message":"The answer is malformed."}}""")));

    private ValueTask AnswerAsync(RequestId id, int code, string message, CancellationToken cancellationToken)
    {
        JsonRpcError error = ((IJsonRpcMessageFactory)Formatter).CreateErrorMessage();
        error.RequestId = id;
        error.Error = new JsonRpcError.ErrorDetail { Code = (JsonRpcErrorCode)code, Message = message };
        return WriteAsync(error, cancellationToken);
    }
}
