using System.Text;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>A table as docs/performance.md has it.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder text = new();

    public MarkdownTable(params string[] columns)
    {
        Row(columns);
        text.Append('|').Insert(text.Length, "---|", columns.Length).AppendLine();
    }

    public void Row(params string[] cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    public override string ToString() => text.ToString();
}
