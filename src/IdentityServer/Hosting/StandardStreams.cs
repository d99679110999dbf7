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
        var stream = new FileStream(new SafeFileHandle(handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: WriteSegment));
    }

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetStdHandle(int standardHandle);
}
