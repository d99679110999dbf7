using System.Text.Json;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>The thresholds, by the table <c>refresh-schedule.json</c>; all in seconds.</summary>
public sealed class RefreshScheduleTests
{
    private static readonly JsonElement[] Cases =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sts", "refresh-schedule.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> CaseNames => [.. Cases.Select(row => row.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Schedule(string name)
    {
        JsonElement row = Cases.Single(candidate => candidate.GetProperty("name").GetString() == name);
        DateTimeOffset now = TempCache.Start;
        DateTimeOffset end = now.AddSeconds(row.GetProperty("left").GetDouble());
        JsonElement retry = row.GetProperty("retry");

        Assert.Equal(row.GetProperty("fresh").GetBoolean(), RefreshSchedule.IsFresh(end, now));
        Assert.Equal(row.GetProperty("usable").GetBoolean(), RefreshSchedule.IsUsable(end, now));
        Assert.Equal(TimeSpan.FromSeconds(row.GetProperty("renewal").GetDouble()), RefreshSchedule.UntilRenewal(end, now, row.GetProperty("jitter").GetDouble()));
        Assert.Equal(retry.ValueKind == JsonValueKind.Null ? null : TimeSpan.FromSeconds(retry.GetDouble()), RefreshSchedule.UntilRetry(end, now));
    }

    [Fact]
    public void A_renewal_is_due_within_the_last_five_minutes_and_before_the_last_minute()
    {
        // Sessions of STS: a quarter of an hour to half a day.
        for (int minutes = 15; minutes <= 720; minutes++)
        {
            foreach (double jitter in (double[])[0, 0.25, 0.999, 1])
            {
                var life = TimeSpan.FromMinutes(minutes);
                TimeSpan left = life - RefreshSchedule.UntilRenewal(TempCache.Start + life, TempCache.Start, jitter);
                Assert.InRange(left, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
            }
        }
    }
}
