using System.Collections.Concurrent;
using StreamJsonRpc;

namespace IdentityServer.Rpc;

/// <summary>The requests that this server has sent and that wait for an answer. The library closes the connection at an answer to anything else.</summary>
internal sealed class OpenRequests
{
    private readonly ConcurrentDictionary<RequestId, byte> ids = new();

    public void Add(RequestId id) => ids[id] = 0;

    /// <summary>Whether <paramref name="id"/> was open; it is closed from now on.</summary>
    public bool TryClose(RequestId id) => ids.TryRemove(id, out _);
}
