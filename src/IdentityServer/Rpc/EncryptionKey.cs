using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace IdentityServer.Rpc;

/// <summary>Reads the line with the encryption key that comes before the protocol: <c>{"version":"1.0","mode":"JWT","key":"…"}</c>.</summary>
internal static class EncryptionKey
{
    /// <summary>How long the server waits for the line.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(5);

    private const int KeyLength = 32;
    private const int LongestLine = 64 * 1024;

    /// <summary>Reads the key. Just the bytes up to the first line feed are taken from <paramref name="input"/>.</summary>
    /// <exception cref="InvalidDataException">There is no such line; the message says what is wrong with it.</exception>
    public static async Task<byte[]> ReadAsync(PipeReader input, TimeProvider time)
    {
        Task<byte[]> line = ReadLineAsync(input);
        try
        {
            return Parse(await line.WaitAsync(TimeLimit, time));
        }
        catch (TimeoutException)
        {
            throw new InvalidDataException($"no line with the encryption key came within {TimeLimit.TotalSeconds:F0} s");
        }
    }

    private static async Task<byte[]> ReadLineAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                byte[] line = result.Buffer.Slice(0, end).ToArray();
                input.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line;
            }

            if (result.IsCompleted)
                throw new InvalidDataException("stdin ended before the line with the encryption key");
            if (result.Buffer.Length > LongestLine)
                throw new InvalidDataException("the line with the encryption key has no end");
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static byte[] Parse(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException("the line with the encryption key is no JSON object");
            if (Text(root, "version") != "1.0")
                throw new InvalidDataException("the version of the encryption key is not \"1.0\"");
            if (Text(root, "mode") != "JWT")
                throw new InvalidDataException("the mode of the encryption key is not \"JWT\"");
            if (Text(root, "key") is not { } key)
                throw new InvalidDataException("the line with the encryption key has no key");
            byte[] bytes = Convert.FromBase64String(key);
            return bytes.Length == KeyLength ? bytes : throw new InvalidDataException($"the encryption key has not {KeyLength} bytes");
        }
        catch (JsonException)
        {
            throw new InvalidDataException("the line with the encryption key is not JSON");
        }
        catch (InvalidOperationException)
        {
            throw new InvalidDataException("the line with the encryption key holds something that is no text");
        }
        catch (FormatException)
        {
            throw new InvalidDataException("the encryption key is not base64");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
