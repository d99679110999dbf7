using Microsoft.AspNetCore.Http;

namespace IdentityServer.LocalAws.Http;

/// <summary>A request as the services see it.</summary>
internal sealed record ReceivedRequest(
    string Method, string Path, IHeaderDictionary Headers, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>A header or a parameter, for what AWS accepts in either place; null when it is in neither.</summary>
    public string? HeaderOrParameter(string name) => Header(name) ?? Parameters.GetValueOrDefault(name);

    /// <summary>Null when the header was not sent.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>What the log keeps of a request that is no query: method, path, and those of the headers that were sent.</summary>
    public IReadOnlyDictionary<string, string> Describe(params ReadOnlySpan<string> headers)
    {
        Dictionary<string, string> described = new(StringComparer.Ordinal) { ["Method"] = Method, ["Path"] = Path };
        foreach (string header in headers)
        {
            if (Header(header) is { } value)
                described[header] = value;
        }

        return described;
    }
}
