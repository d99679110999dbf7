using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StreamJsonRpc;

namespace IdentityServer.Rpc;

/// <summary>The header of an LSP frame: <c>Content-Length: N</c> and other fields, a line each, then an empty line.</summary>
internal static class FrameHeader
{
    /// <summary>The largest body that is read, in bytes. No message of this protocol comes near; a length beyond it is a broken client.</summary>
    public const int MaximumBodyLength = 64 * 1024 * 1024;

    // A header has two short fields. More without an end is no header.
    private const int MaximumHeaderLength = 8 * 1024;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Reads a header from the start of <paramref name="buffer"/>: false where its end has not arrived yet.</summary>
    /// <exception cref="BadRpcHeaderException">The header gives no usable length.</exception>
    public static bool TryRead(ReadOnlySequence<byte> buffer, out int bodyLength, out SequencePosition bodyStart)
    {
        bodyLength = 0;
        bodyStart = buffer.Start;
        var reader = new SequenceReader<byte>(buffer);
        if (reader.IsNext("\r\n"u8))
            throw new BadRpcHeaderException("the frame's header is empty");
        if (!reader.TryReadTo(out ReadOnlySequence<byte> header, End))
        {
            return buffer.Length <= MaximumHeaderLength
                ? false
                : throw new BadRpcHeaderException($"no end of the frame's header within {MaximumHeaderLength} bytes");
        }

        bodyLength = ContentLength(header.IsSingleSegment ? header.FirstSpan : header.ToArray());
        bodyStart = reader.Position;
        return true;
    }

    private static int ContentLength(ReadOnlySpan<byte> header)
    {
        int? length = null;
        foreach (Range range in header.Split("\r\n"u8))
        {
            ReadOnlySpan<byte> line = header[range];
            int colon = line.IndexOf((byte)':');
            if (colon < 0 || !Ascii.EqualsIgnoreCase(line[..colon].Trim((byte)' '), "Content-Length"u8))
                continue;
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t"u8);
            length = Utf8Parser.TryParse(value, out long number, out int consumed) && consumed == value.Length && number is > 0 and <= MaximumBodyLength
                ? (int)number
                : throw new BadRpcHeaderException($"the frame's Content-Length is not a number from 1 to {MaximumBodyLength}");
        }

        return length ?? throw new BadRpcHeaderException("the frame's header has no Content-Length");
    }
}
