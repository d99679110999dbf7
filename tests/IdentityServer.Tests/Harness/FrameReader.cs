using System.Buffers;
using System.Globalization;
using System.Text;

namespace IdentityServer.Tests.Harness;

/// <summary>
/// Reads LSP frames and nothing else: the first byte that belongs to no well-formed frame is a failure, because it would break every client.
/// Written here, apart from the server's own framing, so that the tests are a second reading of the format.
/// </summary>
internal sealed class FrameReader(Stream stream)
{
    private const int LongestHeaderLine = 1024;

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> received = new();
    private readonly byte[] buffer = new byte[16 * 1024];
    private int next;
    private int end;

    /// <summary>Every byte read so far, as text.</summary>
    public string Received
    {
        get
        {
            lock (gate) return Encoding.UTF8.GetString(received.WrittenSpan);
        }
    }

    /// <summary>The body of the next frame; null where the stream ends between two frames.</summary>
    public async Task<byte[]?> ReadAsync()
    {
        int? length = null;
        bool first = true;
        while (true)
        {
            string? line = await ReadHeaderLineAsync(first);
            if (line is null) return null;
            if (line.Length == 0) break;
            length = LengthOf(line) ?? length;
            first = false;
        }

        if (length is null) throw new StainedOutputException("a header without Content-Length");
        byte[] body = new byte[length.Value];
        for (int i = 0; i < body.Length; i++)
        {
            body[i] = await ReadByteAsync() ?? throw new StainedOutputException($"the output ended {i} bytes into a body of {body.Length}");
        }

        return body;
    }

    private static int? LengthOf(string line)
    {
        const string Length = "Content-Length: ";
        if (line.StartsWith(Length, StringComparison.Ordinal)
            && int.TryParse(line[Length.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int length))
        {
            return length;
        }

        return line.StartsWith("Content-Type: ", StringComparison.Ordinal) ? null : throw new StainedOutputException($"the header line '{line}'");
    }

    private async Task<string?> ReadHeaderLineAsync(bool mayEnd)
    {
        StringBuilder line = new();
        while (true)
        {
            byte? read = await ReadByteAsync();
            if (read is null) return mayEnd && line.Length == 0 ? null : throw new StainedOutputException($"the output ended in a header: '{line}'");
            if (read == '\n')
            {
                if (line.Length == 0 || line[^1] != '\r') throw new StainedOutputException($"a line that does not end in CRLF: '{line}'");
                return line.ToString(0, line.Length - 1);
            }

            line.Append((char)read.Value);
            if (line.Length > LongestHeaderLine) throw new StainedOutputException($"no header at '{line}'");
        }
    }

    private async Task<byte?> ReadByteAsync()
    {
        if (next == end)
        {
            next = 0;
            end = await stream.ReadAsync(buffer);
            lock (gate) received.Write(buffer.AsSpan(0, end));
            if (end == 0) return null;
        }

        return buffer[next++];
    }
}
