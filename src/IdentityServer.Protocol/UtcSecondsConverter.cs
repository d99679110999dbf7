using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityServer.Protocol;

/// <summary>Moments as ISO 8601 in UTC to the second, <c>2026-01-31T12:34:56Z</c>: the form that STS and the AWS CLI's cache use.</summary>
internal sealed class UtcSecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
