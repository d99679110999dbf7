using System.Text.Json.Nodes;

namespace IdentityServer.Tests.Harness;

/// <summary>The client's side of <c>aws/identity/getMfaCode</c>: a script of replies, and the prompts that came.</summary>
internal sealed class MfaPrompts
{
    public const string Method = "aws/identity/getMfaCode";

    private readonly Lock gate = new();
    private readonly List<JsonObject> prompts = [];
    private readonly Queue<ClientReply> script;
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MfaPrompts(ServerProcess server, params ClientReply[] script)
    {
        this.script = new Queue<ClientReply>(script);
        server.OnRequest(Method, Answer);
    }

    /// <summary>The whole request messages, in order of arrival.</summary>
    public IReadOnlyList<JsonObject> Prompts
    {
        get
        {
            lock (gate) return [.. prompts];
        }
    }

    /// <summary>The prompt number <paramref name="count"/>, counted from 1, when it has come.</summary>
    public async Task<JsonObject> WaitForAsync(int count)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (prompts.Count >= count) return prompts[count - 1];
                next = arrived.Task;
            }

            await Patience.WaitAsync(next, $"prompt {count} for an MFA code");
        }
    }

    private ClientReply Answer(JsonObject request)
    {
        lock (gate)
        {
            prompts.Add(request);
            TaskCompletionSource previous = arrived;
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            previous.SetResult();
            return script.TryDequeue(out ClientReply? reply) ? reply : new ClientReply.Error(-32603, "The script has no more replies.");
        }
    }
}
