using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>What is measured.</summary>
/// <param name="Server">The server's executable.</param>
/// <param name="Echo">The echo yardstick's executable.</param>
/// <param name="Rounds">How many times each spawn is measured.</param>
/// <param name="Tables">The names of the tables; none stands for all.</param>
internal sealed record WholeOptions(string Server, string Echo, int Rounds, IReadOnlyList<string> Tables)
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>Reads the command line; null where it cannot be understood.</summary>
    public static WholeOptions? TryParse(ReadOnlySpan<string> arguments)
    {
        var options = new WholeOptions($"artifacts/native/identity-server{Suffix}", $"artifacts/echo/echo-yardstick{Suffix}", 30, []);
        var tables = new List<string>();
        while (arguments is [string first, .. ReadOnlySpan<string> rest])
        {
            arguments = rest;
            if (!first.StartsWith('-'))
            {
                tables.Add(first);
                continue;
            }

            if (rest is not [string value, .. ReadOnlySpan<string> more] || With(options, first, value) is not { } changed)
                return null;
            options = changed;
            arguments = more;
        }

        return options with { Tables = tables };
    }

    private static WholeOptions? With(WholeOptions options, string name, string value) => name switch
    {
        "--server" => options with { Server = value },
        "--echo" => options with { Echo = value },
        "--rounds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds > 0 => options with { Rounds = rounds },
        _ => null,
    };
}
