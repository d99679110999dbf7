using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IdentityServer.Hosting;

/// <summary>stdin and stdout as pipes of bytes, for the protocol.</summary>
internal static partial class StandardStreams
{
    private const int StandardOutputFile = 1;
    private const int WindowsStandardOutput = -11;

    // One write for header and body of every usual message.
    private const int WriteSegment = 16 * 1024;

    public static PipeReader OpenInput() => PipeReader.Create(Console.OpenStandardInput());

    /// <summary>Opens stdout. The console's own stream swallows a broken pipe, and the server would go on talking to nobody; a file stream throws.</summary>
    public static PipeWriter OpenOutput()
    {
        nint handle = OperatingSystem.IsWindows() ? GetStdHandle(WindowsStandardOutput) : StandardOutputFile;
        var stream = new OutputStream(new SafeFileHandle(handle, ownsHandle: false));
        return PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: WriteSegment));
    }

    /// <summary>
    /// Writes on the thread that asks. A file stream hands each write to another thread of the pool, which then waits for the client in the
    /// same way; to wake that thread is a tenth of a request. The message handler writes one message at a time, so at most one thread waits.
    /// </summary>
    private sealed class OutputStream : FileStream
    {
        public OutputStream(SafeFileHandle handle)
            : base(handle, FileAccess.Write, bufferSize: 0)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask; // Nothing is kept back.
    }

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetStdHandle(int standardHandle);
}
