using System.Globalization;

namespace IdentityServer.Core;

/// <summary>Reads the times that other programs print.</summary>
internal static class Moment
{
    /// <summary>A date with a time, UTC where it names no zone. A time without a date is none: it would be taken for one of today.</summary>
    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        const DateTimeStyles Styles = DateTimeStyles.NoCurrentDateDefault | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isDate = DateTime.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTime time) && time.Year > 1;
        moment = isDate ? new DateTimeOffset(time, TimeSpan.Zero) : default;
        return isDate;
    }
}
