using System.Text;

namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Takes settings and sections out of a text.</summary>
internal static class LineRemoval
{
    /// <summary>Without the setting in any of the blocks. Comments between its lines stay.</summary>
    public static string OfSetting(ConfigOutline outline, IEnumerable<ConfigBlock> blocks, string name)
    {
        var lines = new HashSet<int>();
        foreach (SettingLines setting in blocks.SelectMany(block => block.Settings).Where(setting => setting.Name == name))
            AddUncommented(outline, setting.Line, setting.LastLine, lines);
        return Without(outline, lines);
    }

    /// <summary>Without the lines that continue the setting; its own line stays.</summary>
    public static string OfContinuation(ConfigOutline outline, SettingLines setting)
    {
        var lines = new HashSet<int>();
        AddUncommented(outline, setting.Line + 1, setting.LastLine, lines);
        return Without(outline, lines);
    }

    /// <summary>Without the blocks. A comment above a header stays, as it may be about more than this section.</summary>
    public static string OfBlocks(ConfigOutline outline, IEnumerable<ConfigBlock> blocks)
    {
        var lines = new HashSet<int>();
        foreach (ConfigBlock block in blocks)
            AddBlock(outline, block, lines);
        return Without(outline, lines);
    }

    private static void AddUncommented(ConfigOutline outline, int first, int last, HashSet<int> lines)
    {
        for (int line = first; line <= last; line++)
        {
            if (!outline.IsComment(line))
                lines.Add(line);
        }
    }

    private static void AddBlock(ConfigOutline outline, ConfigBlock block, HashSet<int> lines)
    {
        int end = EndOfComments(outline, block.LastLine + 1);
        for (int line = block.HeaderLine; line < end; line++)
            lines.Add(line);

        // What parts it from the next section goes too, so that sections stay parted as they were.
        bool blankAbove = block.HeaderLine > 0 && outline.IsBlank(block.HeaderLine - 1);
        while ((blankAbove || block.HeaderLine == 0) && end < outline.Lines.Count && outline.IsBlank(end))
            lines.Add(end++);
        if (blankAbove && end == outline.Lines.Count)
            lines.Add(block.HeaderLine - 1);
    }

    // Comments right below the section are its own, unless they stand right above the next header: those are the next one's.
    private static int EndOfComments(ConfigOutline outline, int start)
    {
        int end = start;
        while (end < outline.Lines.Count && outline.IsComment(end))
            end++;
        return end == outline.Lines.Count || outline.IsBlank(end) ? end : start;
    }

    private static string Without(ConfigOutline outline, HashSet<int> removed)
    {
        if (removed.Count == 0)
            return outline.Text;
        var text = new StringBuilder(outline.Text.Length);
        TextLine last = default;
        for (int index = 0; index < outline.Lines.Count; index++)
        {
            if (removed.Contains(index))
                continue;
            last = outline.Lines[index];
            text.Append(outline.Text, last.Start, last.Next - last.Start);
        }

        // A file whose last line has no line end keeps it so.
        if (outline.Lines[^1] is { } former && former.End == former.Next)
            text.Length -= last.Next - last.End;
        return text.ToString();
    }
}
