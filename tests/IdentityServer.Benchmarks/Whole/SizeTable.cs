using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>The size of the executables.</summary>
internal static class SizeTable
{
    public static MarkdownTable Measure(Rig rig)
    {
        var table = new MarkdownTable("executable", "MB", "files", "at most");
        table.Row("identity-server", Megabytes(rig.Server), Files(rig.Server), "16, one file");
        if (rig.Echo is { } echo)
            table.Row("echo program", Megabytes(echo), Files(echo), "");
        return table;
    }

    private static string Megabytes(string file) => (new FileInfo(file).Length / 1e6).ToString("F2", CultureInfo.InvariantCulture);

    private static string Files(string file) => Directory.GetFiles(Path.GetDirectoryName(file)!).Length.ToString(CultureInfo.InvariantCulture);
}
