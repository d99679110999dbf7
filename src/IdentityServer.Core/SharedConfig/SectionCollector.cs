namespace IdentityServer.Core.SharedConfig;

/// <summary>Gathers the sections and problems of one file, in the file's order.</summary>
internal sealed class SectionCollector
{
    // Enough for any file a person keeps; a file of broken headers alone must not fill the memory.
    private const int MaxProblems = 10_000;

    private readonly List<SectionDraft> drafts = [];
    private readonly Dictionary<(SectionKind Kind, string Name), SectionDraft> byName = [];
    private readonly List<ConfigProblem> problems = [];

    /// <summary>Notes a problem that belongs to no section.</summary>
    public void Add(ConfigProblem problem)
    {
        if (problems.Count < MaxProblems)
            problems.Add(problem);
    }

    /// <summary>The section of that header: a new one, or the one that an earlier header of the same name opened.</summary>
    public SectionDraft Open(SectionHeader header, string path, int line)
    {
        if (!byName.TryGetValue((header.Kind, header.Name), out SectionDraft? draft))
        {
            draft = new SectionDraft(header.Kind, header.Name, new SourceLocation(path, line));
            byName.Add((header.Kind, header.Name), draft);
            drafts.Add(draft);
        }

        return draft;
    }

    /// <summary>The file as gathered.</summary>
    public ParsedConfigFile Build()
    {
        var profiles = new Dictionary<string, ConfigSection>(drafts.Count, StringComparer.Ordinal);
        var ssoSessions = new Dictionary<string, ConfigSection>(StringComparer.Ordinal);
        var services = new Dictionary<string, ConfigSection>(StringComparer.Ordinal);
        foreach (SectionDraft draft in drafts)
        {
            if (draft.Kind == SectionKind.SsoSession)
                ssoSessions.Add(draft.Name, draft.Build());
            else if (draft.Kind == SectionKind.Services)
                services.Add(draft.Name, draft.Build());
            else if (draft.Kind == SectionKind.PlainDefault && byName.TryGetValue((SectionKind.Profile, draft.Name), out SectionDraft? other))
                Replace(draft, other);
            else
                profiles.Add(draft.Name, draft.Build());
        }

        return new ParsedConfigFile(profiles, ssoSessions, services, problems);
    }

    private void Replace(SectionDraft plain, SectionDraft prefixed)
    {
        Add(new ConfigProblem(plain.Location, $"[default] is not read: [profile default] in line {prefixed.Location.Line} replaces it. Keep one of them."));
        foreach (ConfigProblem problem in plain.Problems)
            Add(problem);
    }
}
