using System.Text.Json;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>The thresholds, by the tables <c>refresh-schedule.json</c> and <c>retry-schedule.json</c>; all in seconds.</summary>
public sealed class RefreshScheduleTests
{
    private static readonly JsonElement[] Moments = Rows("refresh-schedule.json");
    private static readonly JsonElement[] Retries = Rows("retry-schedule.json");

    public static TheoryData<string> MomentNames => Names(Moments);

    public static TheoryData<string> RetryNames => Names(Retries);

    [Theory]
    [MemberData(nameof(MomentNames))]
    public void Moment(string name)
    {
        JsonElement row = Row(Moments, name);
        DateTimeOffset now = TempCache.Start;
        DateTimeOffset end = now + Seconds(row, "left");

        Assert.Equal(row.GetProperty("fresh").GetBoolean(), RefreshSchedule.IsFresh(end, now));
        Assert.Equal(row.GetProperty("usable").GetBoolean(), RefreshSchedule.IsUsable(end, now));
        Assert.Equal(Seconds(row, "renewal"), RefreshSchedule.UntilRenewal(end, now, row.GetProperty("jitter").GetDouble()));
        Assert.Equal(Seconds(row, "expired"), RefreshSchedule.UntilExpired(end, now));
    }

    [Theory]
    [MemberData(nameof(RetryNames))]
    public void Retry(string name)
    {
        JsonElement row = Row(Retries, name);
        DateTimeOffset now = TempCache.Start;
        TimeSpan? expected = row.GetProperty("wait").ValueKind == JsonValueKind.Null ? null : Seconds(row, "wait");

        Assert.Equal(expected, RefreshSchedule.UntilRetry(row.GetProperty("failures").GetInt32(), now + Seconds(row, "left"), now, row.GetProperty("jitter").GetDouble()));
    }

    [Fact]
    public void A_renewal_is_due_within_the_last_five_minutes_and_before_the_reserve()
    {
        // Sessions of STS: a quarter of an hour to half a day.
        for (int minutes = 15; minutes <= 720; minutes++)
        {
            foreach (double jitter in (double[])[0, 0.25, 0.999, 1])
            {
                var life = TimeSpan.FromMinutes(minutes);
                TimeSpan left = life - RefreshSchedule.UntilRenewal(TempCache.Start + life, TempCache.Start, jitter);
                Assert.InRange(left, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
                Assert.True(left > RefreshSchedule.Reserve);
            }
        }
    }

    private static JsonElement[] Rows(string file) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sts", file))).RootElement.EnumerateArray()];

    private static TheoryData<string> Names(JsonElement[] rows) => [.. rows.Select(row => row.GetProperty("name").GetString()!)];

    private static JsonElement Row(JsonElement[] rows, string name) => rows.Single(candidate => candidate.GetProperty("name").GetString() == name);

    private static TimeSpan Seconds(JsonElement row, string member) => TimeSpan.FromSeconds(row.GetProperty(member).GetDouble());
}
