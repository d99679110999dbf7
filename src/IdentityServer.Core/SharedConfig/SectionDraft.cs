namespace IdentityServer.Core.SharedConfig;

/// <summary>A section while its file is being read. Headers that repeat a name add to the same draft.</summary>
internal sealed class SectionDraft
{
    // A file that is not a shared-config file at all can be wrong in every line. The first few problems tell as much.
    private const int MaxProblems = 10;

    private readonly Dictionary<string, Setting> settings = new(StringComparer.Ordinal);
    private List<ConfigProblem>? problems;

    public SectionDraft(SectionKind kind, string name, SourceLocation location)
    {
        Kind = kind;
        Name = name;
        Location = location;
    }

    public SectionKind Kind { get; }

    public string Name { get; }

    public SourceLocation Location { get; }

    public IReadOnlyList<ConfigProblem> Problems => problems ?? [];

    public void Set(Setting setting) => settings[setting.Name] = setting;

    public void Add(ConfigProblem problem)
    {
        problems ??= [];
        if (problems.Count < MaxProblems)
            problems.Add(problem);
    }

    public ConfigSection Build() => new(Name, Location, settings, problems);
}
