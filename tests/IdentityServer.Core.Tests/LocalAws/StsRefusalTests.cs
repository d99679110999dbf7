using System.Text.Json;
using System.Xml.Linq;

namespace IdentityServer.Core.Tests.LocalAws;

/// <summary>The query protocol by hand, for what the SDK would not send.</summary>
public sealed class StsRefusalTests : LocalAwsTest
{
    private const string Signature =
        "AWS4-HMAC-SHA256 Credential=AKIALOCALSTATIC00001/20300102/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";

    public static IEnumerable<TheoryDataRow<string>> Cases()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "LocalAws", "sts-refusals.json"));
        using var cases = JsonDocument.Parse(file);
        return [.. cases.RootElement.EnumerateArray().Select(c => new TheoryDataRow<string>(c.GetRawText()))];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_bad_call_is_refused_in_the_words_of_sts(string @case)
    {
        using var row = JsonDocument.Parse(@case);
        string because = row.RootElement.GetProperty("because").GetString()!;
        var form = row.RootElement.GetProperty("parameters").EnumerateObject()
            .ToDictionary(p => p.Name, p => Repeated(p.Value.GetString()!));

        (int status, string code, string message) = await PostAsync(form, Authorization(row.RootElement));

        string expected = row.RootElement.GetProperty("message").GetString()!;
        Assert.True(row.RootElement.GetProperty("status").GetInt32() == status, $"{because}: status {status}");
        Assert.True(row.RootElement.GetProperty("code").GetString() == code, $"{because}: code {code}");
        Assert.True(expected == message, $"{because}: message {message}");
    }

    [Fact]
    public async Task A_query_string_serves_as_well_as_a_form()
    {
        (int status, string body) = await SendAsync(
            HttpMethod.Get, "?Action=GetCallerIdentity&Version=2011-06-15", ("Authorization", Signature));

        Assert.Equal(200, status);
        Assert.Contains("<Arn>arn:aws:iam::123456789012:user/local</Arn>", body, StringComparison.Ordinal);
    }

    private static string? Authorization(JsonElement row) =>
        row.TryGetProperty("authorization", out JsonElement given) ? given.GetString() : Signature;

    // "a*65" in the table is the letter sixty-five times.
    private static string Repeated(string value) =>
        value.Length > 2 && value[1] == '*' && int.TryParse(value[2..], out int count) ? new string(value[0], count) : value;

    private async Task<(int Status, string Code, string Message)> PostAsync(Dictionary<string, string> form, string? authorization)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Server.Endpoint) { Content = new FormUrlEncodedContent(form) };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using HttpResponseMessage response = await Http.SendAsync(request, Ct);

        XNamespace ns = "https://sts.amazonaws.com/doc/2011-06-15/";
        XElement error = XElement.Parse(await response.Content.ReadAsStringAsync(Ct)).Element(ns + "Error")
            ?? new XElement("none", new XElement(ns + "Code", "none"), new XElement(ns + "Message", "none"));
        return ((int)response.StatusCode, error.Element(ns + "Code")!.Value, error.Element(ns + "Message")!.Value);
    }
}
