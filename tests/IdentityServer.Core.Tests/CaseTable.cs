using System.Text.Json;

namespace IdentityServer.Core.Tests;

/// <summary>A behaviour table: a JSON file of cases, each with a name and the sentence that says why it is so.</summary>
internal sealed class CaseTable
{
    private readonly string file;
    private readonly Dictionary<string, JsonElement> cases = [];

    /// <param name="file">The file, relative to the test project.</param>
    public CaseTable(string file)
    {
        this.file = file;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)));
        foreach (JsonElement row in document.RootElement.EnumerateArray())
        {
            string name = row.GetProperty("name").GetString()!;
            if (row.GetProperty("because").GetString() is not { Length: > 0 })
                throw new InvalidDataException($"{file}: case \"{name}\" does not say why.");
            if (!cases.TryAdd(name, row.Clone()))
                throw new InvalidDataException($"{file}: two cases are called \"{name}\".");
        }
    }

    /// <summary>The names, for the test method's data: the runner shows them.</summary>
    public TheoryData<string> Names => new(cases.Keys);

    /// <summary>The case of that name. A member that <typeparamref name="T"/> does not know is an error: it would check nothing.</summary>
    public T Read<T>(string name, JsonSerializerOptions options) =>
        cases[name].Deserialize<T>(options) ?? throw new InvalidDataException($"{file}: case \"{name}\" is null.");
}
