using System.Globalization;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Sample
{
    private readonly List<double> values = [];

    public double Median => Percentile(50);

    /// <summary>The median, and what half of the measurements lie between.</summary>
    public string Text(string format = "F1") =>
        string.Create(CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Percentile(25).ToString(format, CultureInfo.InvariantCulture)} to {Percentile(75).ToString(format, CultureInfo.InvariantCulture)})");

    public void Add(double value) => values.Add(value);

    public double Percentile(int percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Ceiling(percent / 100.0 * sorted.Length) - 1];
    }

    /// <summary>How this stands to a yardstick's figure; a dash where there is none.</summary>
    public string Of(Sample? yardstick) => Ratio(Median, yardstick?.Median);

    public static string Ratio(double value, double? yardstick) =>
        yardstick is { } unit ? (value / unit).ToString("F2", CultureInfo.InvariantCulture) : "–";
}
