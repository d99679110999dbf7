using IdentityServer.LocalAws.Iam;
using IdentityServer.LocalAws.Script;
using Microsoft.AspNetCore.Http;

namespace IdentityServer.LocalAws.Http;

/// <summary>Every request: read, logged, met by its fault if there is one, answered.</summary>
internal sealed class RequestPipeline
{
    private readonly ILoopbackService sts;
    private readonly ILoopbackService iam;
    private readonly ILoopbackService metadata;
    private readonly ILoopbackService container;
    private readonly RequestLog log;
    private readonly FaultScript faults;
    private readonly TimeProvider time;

    public RequestPipeline(
        ILoopbackService sts, ILoopbackService iam, ILoopbackService metadata, ILoopbackService container, RequestLog log, FaultScript faults, TimeProvider time)
    {
        this.sts = sts;
        this.iam = iam;
        this.metadata = metadata;
        this.container = container;
        this.log = log;
        this.faults = faults;
        this.time = time;
    }

    /// <summary>Answers, or closes the connection when there is nothing to answer any more.</summary>
    public async Task HandleAsync(HttpContext context, CancellationToken ct)
    {
        try
        {
            ReceivedRequest request = await ReadAsync(context.Request, ct);
            if (await AnswerAsync(request, ct) is { } answer)
                await WriteAsync(context.Response, answer, ct);
            else
                context.Abort();
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task<Answer?> AnswerAsync(ReceivedRequest request, CancellationToken ct)
    {
        var scope = SigningScope.Of(request);
        ILoopbackService? service = ServiceOf(request.Path, scope);
        LoggedRequest logged = new(
            service?.ActionOf(request) ?? LocalAwsActions.Other,
            service?.ParametersOf(request) ?? request.Describe(),
            scope?.AccessKeyId,
            scope?.Region,
            scope?.SecurityToken,
            time.GetUtcNow());

        // Taken before the log shows the request: who waits for a request and then scripts a fault means the next one.
        Fault? fault = faults.Next(logged.Action);
        log.Add(logged);
        if (service is null)
            return Answer.NotFound();

        switch (fault)
        {
            case ErrorFault error:
                return service.Refuse(error.Status, error.Code, error.Message);
            case GarbageFault garbage:
                return new Answer(garbage.Status, garbage.ContentType, garbage.Body);
            case DropFault:
                return null;
            case HoldFault hold:
                await hold.Gate.WaitAsync(ct);
                break;
        }

        return service.Answer(request);
    }

    // Two services behind one path, which the real ones are not: the signature says which is meant.
    private ILoopbackService? ServiceOf(string path, SigningScope? scope) => path switch
    {
        "/" when scope?.Service == IamService.Id => iam,
        "/" => sts,
        "/container" => container,
        _ when path.StartsWith("/container/", StringComparison.Ordinal) => container,
        _ when path.StartsWith("/latest/", StringComparison.Ordinal) => metadata,
        _ => null,
    };

    private static async Task<ReceivedRequest> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach ((string name, var value) in request.Query)
            parameters[name] = value.ToString();
        if (request.HasFormContentType)
        {
            foreach ((string name, var value) in await request.ReadFormAsync(ct))
                parameters[name] = value.ToString();
        }

        return new ReceivedRequest(request.Method, request.Path.Value is { Length: > 0 } path ? path : "/", request.Headers, parameters);
    }

    private static async Task WriteAsync(HttpResponse response, Answer answer, CancellationToken ct)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (answer.Header is var (name, value))
            response.Headers[name] = value;
        await response.WriteAsync(answer.Body, ct);
    }
}
