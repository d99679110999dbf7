using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>Where the session stands between <c>initialize</c> and <c>exit</c> (LSP 3.17, "Server lifecycle"), and the process's exit code.</summary>
internal sealed class SessionLifecycle
{
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource shutdownAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile State state = State.New;
    private volatile bool initializeSucceeded;

    private enum State
    {
        New,
        Initialized,
        ShutDown,
    }

    /// <summary>Completes with the exit code when the session is over.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>Completes when the answer to <c>shutdown</c> has been written.</summary>
    public Task ShutdownAnswered => shutdownAnswered.Task;

    public bool IsInitialized => state == State.Initialized;

    public bool IsShutDown => state == State.ShutDown;

    /// <summary>Whether a message may pass now; moves on at <c>initialize</c> and <c>shutdown</c>. Called in the order of arrival.</summary>
    public Verdict Admit(string method, MessageForm form)
    {
        if (method == MethodNames.Exit)
            return Verdict.Pass;
        if (form == MessageForm.Notification)
            return state == State.Initialized ? Verdict.Pass : Verdict.Drop;

        switch (state, method)
        {
            case (State.New, MethodNames.Initialize):
                state = State.Initialized;
                return Verdict.Pass;
            case (State.New, _):
                return Verdict.Refuse(LspErrorCodes.ServerNotInitialized, "The session is not open yet: send initialize first.");
            case (State.Initialized, MethodNames.Initialize):
                return Verdict.Refuse(LspErrorCodes.InvalidRequest, "The session is open already: initialize is sent once.");
            case (State.Initialized, MethodNames.Shutdown):
                state = State.ShutDown;
                return Verdict.Pass;
            case (State.ShutDown, _):
                return Verdict.Refuse(LspErrorCodes.InvalidRequest, "The session is shut down: only exit may follow.");
            default:
                return Verdict.Pass;
        }
    }

    /// <summary>From here on a failure is another request's.</summary>
    public void InitializeSucceeded() => initializeSucceeded = true;

    /// <summary>An <c>initialize</c> that failed may be sent again.</summary>
    public void RequestFailed()
    {
        if (!initializeSucceeded)
            state = State.New;
    }

    public void MarkShutdownAnswered() => shutdownAnswered.TrySetResult();

    /// <summary>Ends the session, by <c>exit</c>, the end of stdin, a broken pipe or the end of the client. The first end counts.</summary>
    public void End() => ended.TrySetResult(state == State.ShutDown ? ExitCodes.Success : ExitCodes.Failure);

    /// <summary>Ends the session because what comes in can no longer be understood.</summary>
    public void Fail() => ended.TrySetResult(ExitCodes.Failure);
}

internal enum MessageForm
{
    Request,
    Notification,
}

/// <summary>What becomes of a message: it passes, is dropped, or is refused with an error.</summary>
internal readonly record struct Verdict(bool Passes, int ErrorCode = 0, string Message = "")
{
    public static Verdict Pass => new(Passes: true);

    public static Verdict Drop => new(Passes: false);

    public bool IsRefusal => ErrorCode != 0;

    public static Verdict Refuse(int code, string message) => new(Passes: false, code, message);
}
