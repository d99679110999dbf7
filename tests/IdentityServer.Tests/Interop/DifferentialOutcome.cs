namespace IdentityServer.Tests.Interop;

/// <summary>What one side made of a pair.</summary>
/// <param name="Error">The class of the exception, or the error code; null where there are keys.</param>
/// <param name="Message">What it said, for the report.</param>
/// <param name="Keys">The keys by name; those that were minted for this one call are told apart by their order only.</param>
/// <param name="Calls">The calls that led there, in order. STS gives new keys at each call, so the calls are what can be compared.</param>
internal sealed record DifferentialOutcome(
    string? Error, string? Message, IReadOnlyDictionary<string, string> Keys, IReadOnlyList<IReadOnlyDictionary<string, string>> Calls)
{
    public const string Succeeds = "succeeds";

    /// <summary>How it ended, as the rules name it.</summary>
    public string End => Error ?? Succeeds;

    /// <summary>The fields in which two outcomes differ: <c>end</c> alone where one side has keys and the other has none.</summary>
    public IReadOnlySet<string> DifferencesFrom(DifferentialOutcome other)
    {
        if ((Error is null) != (other.Error is null)) return new HashSet<string> { "end" };
        // How two errors are worded, and how far each side came before it, is nobody's credential.
        if (Error is not null) return new HashSet<string>();
        HashSet<string> differences = [.. FieldsOf(Keys, other.Keys)];
        if (Calls.Count != other.Calls.Count)
            differences.Add("calls");
        else
            differences.UnionWith(Calls.Zip(other.Calls).SelectMany(pair => FieldsOf(pair.First, pair.Second)));
        return differences;
    }

    public override string ToString() => Error is not null
        ? $"{Error}: {Message}"
        : $"{Text(Keys)}{string.Concat(Calls.Select(call => "\n    " + Text(call)))}";

    private static IEnumerable<string> FieldsOf(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Keys.Union(other.Keys).Where(field => one.GetValueOrDefault(field) != other.GetValueOrDefault(field));

    private static string Text(IReadOnlyDictionary<string, string> fields) => string.Join(", ", fields.Select(field => $"{field.Key}={field.Value}"));
}
