using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>One server, spawned and spoken to as an IDE does: raw frames on its stdin and stdout, everything it wrote kept.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly FrameReader output;
    private readonly Inbox inbox = new();
    private readonly TextPump error;
    private readonly Task pump;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentDictionary<string, Func<JsonObject, ClientReply>> handlers = new();
    private StainedOutputException? stain;
    private volatile bool leaving;
    private int lastId;
    private int disposed;

    private ServerProcess(Process process)
    {
        this.process = process;
        output = new FrameReader(process.StandardOutput.BaseStream);
        error = new TextPump(process.StandardError.BaseStream);
        pump = Task.Run(PumpAsync);
    }

    /// <summary>All of stderr so far; complete after <see cref="ExitCodeAsync"/>.</summary>
    public string StandardError => error.Text;

    /// <summary>All of stdout so far, frames and bodies.</summary>
    public string StandardOutput => output.Received;

    /// <summary>Every message so far: answers, notifications and requests.</summary>
    public IReadOnlyList<JsonObject> Received => inbox.All;

    public static ServerProcess Start(ProcessStartInfo start) => new(Process.Start(start)!);

    public void OnRequest(string method, Func<JsonObject, ClientReply> handler) => handlers[method] = handler;

    /// <summary>Sends a request and waits for its answer: the whole message, with <c>result</c> or <c>error</c>.</summary>
    public async Task<JsonObject> RequestAsync(string method, JsonNode? parameters = null)
    {
        PendingRequest request = await BeginAsync(method, parameters);
        return await request.ResponseAsync();
    }

    /// <summary>Sends a request without waiting, so that it can be overtaken or cancelled.</summary>
    public async Task<PendingRequest> BeginAsync(string method, JsonNode? parameters = null)
    {
        JsonNode id = Interlocked.Increment(ref lastId);
        await SendAsync(Frame.Request(id, method, parameters));
        return new PendingRequest(this, id);
    }

    public Task NotifyAsync(string method, JsonNode? parameters = null) => SendAsync(Frame.Notification(method, parameters));

    public Task CancelAsync(PendingRequest request) => NotifyAsync("$/cancelRequest", new JsonObject { ["id"] = request.Id.DeepClone() });

    public Task SendAsync(JsonNode message) => SendRawAsync(Frame.Of(message));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await writing.WaitAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(bytes);
            await process.StandardInput.BaseStream.FlushAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>The answer to the request with this id; null is the id of an answer to what could not be read.</summary>
    public Task<JsonObject> ResponseToAsync(JsonNode? id) => TakeAsync(
        message => !message.ContainsKey("method") && message.ContainsKey("id") && JsonNode.DeepEquals(message["id"], id),
        $"the answer to request {id?.ToJsonString() ?? "null"}");

    /// <summary>The next notification of this method that was not taken yet.</summary>
    public Task<JsonObject> NextNotificationAsync(string method) =>
        TakeAsync(message => !message.ContainsKey("id") && (string?)message["method"] == method, $"the notification {method}");

    /// <summary>The next answer of any id.</summary>
    public Task<JsonObject> NextResponseAsync() => TakeAsync(message => !message.ContainsKey("method"), "any answer");

    /// <summary>The end that no process can prepare for.</summary>
    public void Kill() => process.Kill();

    public void CloseInput() => process.StandardInput.Close();

    /// <summary>The client stops reading: after the next message the pipe breaks for the server.</summary>
    public void CloseOutputAfterNextMessage() => leaving = true;

    /// <summary>Completes when the client has stopped reading.</summary>
    public Task OutputClosedAsync() => Patience.WaitAsync(pump, "the end of reading");

    /// <summary>The exit code, once the process ended and all it wrote was read.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await Patience.WaitAsync(process.WaitForExitAsync(), "the end of the process");
        await Patience.WaitAsync(Task.WhenAll(pump, error.Completion), "the end of its output");
        if (stain is not null) throw stain;
        return process.ExitCode;
    }

    /// <summary>The exit code of a process that has to be gone within <paramref name="bound"/>, give or take a loaded machine.</summary>
    public async Task<int> ExitCodeWithinAsync(TimeSpan bound)
    {
        var watch = Stopwatch.StartNew();
        int code = await ExitCodeAsync();
        Assert.True(watch.Elapsed < bound + Patience.Slack, $"The process took {watch.Elapsed.TotalSeconds:F1} s to end.");
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        bool alive = !process.HasExited;
        if (alive) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        writing.Dispose();
        // A frame cut by the kill is our doing; any other stain fails the test, whatever the test looked at.
        if (stain is not null && !alive) throw stain;
    }

    private async Task<JsonObject> TakeAsync(Func<JsonObject, bool> wanted, string what)
    {
        try
        {
            return await Patience.WaitAsync(inbox.TakeAsync(wanted), what);
        }
        catch (Exception e) when (e is TimeoutException or EndOfStreamException)
        {
            string seen = string.Join('\n', inbox.All.Select(message => message.ToJsonString()));
            throw new InvalidOperationException($"No sight of {what}: {e.Message}\n--- received\n{seen}\n--- stderr\n{StandardError}", e);
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            while (await output.ReadAsync() is { } body)
            {
                await DispatchAsync(Parse(body));
                if (leaving) break;
            }

            inbox.End(new EndOfStreamException("the server closed its output."));
        }
        catch (StainedOutputException e)
        {
            stain = e;
            inbox.End(e);
        }
        catch (IOException e)
        {
            inbox.End(new EndOfStreamException("the output broke.", e));
        }

        if (leaving) process.StandardOutput.Close();
    }

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject message && (string?)message["jsonrpc"] == "2.0"
                ? message
                : throw new StainedOutputException($"a body that is no JSON-RPC message: {Encoding.UTF8.GetString(body)}");
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new StainedOutputException($"a body that is no JSON ({e.Message}): {Encoding.UTF8.GetString(body)}");
        }
    }

    private async Task DispatchAsync(JsonObject message)
    {
        inbox.Add(message);
        if (message["id"] is not { } id || (string?)message["method"] is not { } method) return;
        ClientReply reply = handlers.TryGetValue(method, out Func<JsonObject, ClientReply>? handler)
            ? handler(message)
            : new ClientReply.Error(-32601, $"No handler for {method}.");
        if (reply is not ClientReply.Never) await ReplyAsync(id, reply);
    }

    public async Task ReplyAsync(JsonNode id, ClientReply reply)
    {
        JsonObject answer = new() { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone() };
        if (reply is ClientReply.Result result) answer["result"] = result.Value?.DeepClone();
        if (reply is ClientReply.Error failure)
        {
            answer["error"] = new JsonObject { ["code"] = failure.Code, ["message"] = failure.Message };
            if (failure.Data is not null) answer["error"]!["data"] = failure.Data.DeepClone();
        }

        await SendAsync(answer);
    }
}
