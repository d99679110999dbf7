using System.Collections;

namespace IdentityServer.Client.Rpc;

/// <summary>The params of one message by their wire names, with the types that the JSON contract knows them by. Null is left out.</summary>
internal sealed class WireArguments : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> values = [];
    private readonly Dictionary<string, Type> types = [];

    public IReadOnlyDictionary<string, object?> Values => values;

    public IReadOnlyDictionary<string, Type> Types => types;

    public void Add(string name, object? value)
    {
        if (value is null)
            return;
        values[name] = value;
        types[name] = value.GetType();
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
