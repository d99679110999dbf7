using System.Globalization;

namespace IdentityServer.LocalAws.Sessions;

internal static class AwsTime
{
    /// <summary>As AWS writes instants: <c>2030-01-02T03:04:05Z</c>.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
