using System.Globalization;
using System.Text;
using System.Text.Json;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>What counts as an entry, by the table <c>cache-bodies.json</c>, and what an entry of this server looks like.</summary>
public sealed class StsCacheBodyTests : IDisposable
{
    private static readonly JsonElement[] Cases =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sts", "cache-bodies.json"))).RootElement.EnumerateArray()];

    private readonly TempCache cache = new();

    public static TheoryData<string> CaseNames => [.. Cases.Select(row => row.GetProperty("name").GetString()!)];

    public void Dispose() => cache.Dispose();

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Body(string name)
    {
        JsonElement row = Cases.Single(candidate => candidate.GetProperty("name").GetString() == name);
        Directory.CreateDirectory(cache.Path);
        File.WriteAllBytes(cache.File, BytesOf(row));

        StsSession? session = cache.Folder.Read(TempCache.Key);

        Assert.Empty(cache.Log.Lines);
        if (!row.TryGetProperty("expiration", out JsonElement expiration))
        {
            Assert.Null(session);
            return;
        }

        Assert.NotNull(session);
        Assert.Equal(DateTimeOffset.Parse(expiration.GetString()!, CultureInfo.InvariantCulture), session.Expiration);
        Assert.Equal(session.Expiration, session.Credentials.Expiration);
        Assert.Equal(TimeSpan.Zero, session.Expiration.Offset);
        Assert.Equal("ASIA1", session.Credentials.AccessKeyId);
        Assert.Equal("s+/1", session.Credentials.SecretAccessKey.Reveal());
        Assert.Equal("t+/=1", session.Credentials.SessionToken!.Reveal());
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session());

        Assert.Equal(TempCache.Session(), cache.Folder.Read(TempCache.Key));
    }

    [Fact]
    public void An_entry_cut_off_at_any_byte_is_a_miss()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session());
        byte[] whole = File.ReadAllBytes(cache.File);
        Assert.InRange(whole.Length, 300, 3000);

        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(cache.File, whole[..length]);
            Assert.Null(cache.Folder.Read(TempCache.Key));
        }

        Assert.Empty(cache.Log.Lines);
    }

    [Fact]
    public void The_body_is_the_response_as_botocore_keeps_it()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session());

        using var body = JsonDocument.Parse(File.ReadAllBytes(cache.File));
        Assert.Equal(
            """{"AccessKeyId":"ASIA1","SecretAccessKey":"secret+/1","SessionToken":"token+/=1","Expiration":"2030-01-02T04:04:05Z","AccountId":"123456789012"}""",
            body.RootElement.GetProperty("Credentials").GetRawText());
        Assert.Equal(
            """{"AssumedRoleId":"AROAEXAMPLE:1","Arn":"arn:aws:sts::123456789012:assumed-role/Demo/1"}""",
            body.RootElement.GetProperty("AssumedRoleUser").GetRawText());
        JsonElement metadata = body.RootElement.GetProperty("ResponseMetadata");
        Assert.Equal("request-1", metadata.GetProperty("RequestId").GetString());
        Assert.Equal(200, metadata.GetProperty("HTTPStatusCode").GetInt32());
        Assert.Equal(["Credentials", "AssumedRoleUser", "ResponseMetadata"], body.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void The_expiration_is_written_in_utc_with_z()
    {
        cache.Folder.Write(TempCache.Key, TempCache.Session(new DateTimeOffset(2030, 1, 2, 6, 4, 5, 999, TimeSpan.FromHours(2))));

        Assert.Contains("\"Expiration\":\"2030-01-02T04:04:05Z\"", File.ReadAllText(cache.File), StringComparison.Ordinal);
    }

    private static byte[] BytesOf(JsonElement row)
    {
        if (row.TryGetProperty("body", out JsonElement body))
            return Encoding.UTF8.GetBytes(body.GetRawText());
        return row.TryGetProperty("text", out JsonElement text) ? Encoding.UTF8.GetBytes(text.GetString()!) : row.GetProperty("base64").GetBytesFromBase64();
    }
}
