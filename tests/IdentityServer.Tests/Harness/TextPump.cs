using System.Buffers;
using System.Text;

namespace IdentityServer.Tests.Harness;

/// <summary>Keeps all text of a stream, so that the process never blocks on a full pipe.</summary>
internal sealed class TextPump
{
    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> bytes = new();

    public TextPump(Stream stream) => Completion = Task.Run(() => PumpAsync(stream));

    public Task Completion { get; }

    public string Text
    {
        get
        {
            lock (gate) return Encoding.UTF8.GetString(bytes.WrittenSpan);
        }
    }

    private async Task PumpAsync(Stream stream)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and int read)
            {
                lock (gate) bytes.Write(buffer.AsSpan(0, read));
            }
        }
        catch (IOException)
        {
            // The process is gone; what came before is what there is.
        }
    }
}
