using System.Buffers;
using System.Text.Json;
using StreamJsonRpc;

namespace IdentityServer.Rpc;

/// <summary>
/// What the outermost level of a body says, for the answer to a body that could not be read. Found without a tree, whose making takes
/// forever where values are nested a million deep.
/// </summary>
internal sealed record MessageOutline
{
    // What the formatter reads at most (the default of System.Text.Json).
    private const int FormatterDepth = 64;

    /// <summary>Whether the body is an array.</summary>
    public bool IsBatch { get; private set; }

    /// <summary>Whether a value is nested more deeply than the formatter reads.</summary>
    public bool IsNestedTooDeeply { get; private set; }

    /// <summary>Whether <c>method</c> is there, and whether it is a text.</summary>
    public JsonTokenType? Method { get; private set; }

    /// <summary>How <c>params</c> begins, where it is there.</summary>
    public JsonTokenType? Params { get; private set; }

    /// <summary>Whether <c>id</c> is there.</summary>
    public bool HasId { get; private set; }

    /// <summary>The id, if a message can have it; else <see cref="RequestId.Null"/>.</summary>
    public RequestId Id { get; private set; } = RequestId.Null;

    /// <summary>Whether <c>result</c> or <c>error</c> is there.</summary>
    public bool HasOutcome { get; private set; }

    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="InvalidOperationException">The id, or a name, is no valid text.</exception>
    public static MessageOutline Of(ReadOnlySequence<byte> body)
    {
        var outline = new MessageOutline();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            outline.IsBatch |= reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.StartArray;
            outline.IsNestedTooDeeply |= reader.CurrentDepth >= FormatterDepth;
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                continue;
            string name = reader.GetString()!;
            reader.Read();
            outline.Take(name, ref reader);
        }

        return outline;
    }

    private void Take(string name, ref Utf8JsonReader value)
    {
        switch (name)
        {
            case "method":
                Method = value.TokenType;
                break;
            case "params":
                Params = value.TokenType;
                break;
            case "result" or "error":
                HasOutcome = true;
                break;
            case "id":
                HasId = true;
                Id = value.TokenType switch
                {
                    JsonTokenType.Number when value.TryGetInt64(out long number) => new RequestId(number),
                    JsonTokenType.String => new RequestId(value.GetString()),
                    _ => RequestId.Null,
                };
                break;
        }
    }
}
