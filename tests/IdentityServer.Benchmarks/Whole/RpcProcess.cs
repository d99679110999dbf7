using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace IdentityServer.Benchmarks.Whole;

/// <summary>A spawned program that speaks JSON-RPC over its stdin and stdout; the plainest client, so that little of the time is its own.</summary>
internal sealed class RpcProcess : IDisposable
{
    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly Task errors;
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private int lastId;

    private RpcProcess(Process process)
    {
        this.process = process;
        input = process.StandardInput.BaseStream;
        output = process.StandardOutput.BaseStream;
        errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public int Id => process.Id;

    public static RpcProcess Start(string executable, Home? home = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(executable)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        if (home is not null)
            start.Environment["HOME"] = home.Folder;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return new RpcProcess(Process.Start(start)!);
    }

    /// <summary>Opens the session; with a process to watch, where one is given.</summary>
    public void Initialize(int? clientProcess = null) =>
        Call("initialize", $$"""{"processId":{{clientProcess?.ToString(CultureInfo.InvariantCulture) ?? "null"}},"capabilities": {} }""");

    /// <summary>Gets the credential of a profile.</summary>
    public void GetCredential(string profile) => Call("aws/identity/getIamCredential", $$"""{"profileName":"{{profile}}"}""");

    /// <summary>Sends a request and reads its answer.</summary>
    public void Call(string method, string parameters)
    {
        byte[] request = Frame(++lastId, method, parameters);
        input.Write(request);
        input.Flush();
        AwaitAnswers(1);
    }

    /// <summary>Sends <paramref name="count"/> requests in one go and reads all answers.</summary>
    public void CallAll(int count, string method, string parameters)
    {
        byte[][] requests = [.. Enumerable.Range(0, count).Select(_ => Frame(++lastId, method, parameters))];
        input.Write(requests.SelectMany(request => request).ToArray());
        input.Flush();
        AwaitAnswers(count);
    }

    public void Dispose()
    {
        input.Close();
        process.WaitForExit();
        errors.Wait();
        process.Dispose();
    }

    private static byte[] Frame(int id, string method, string parameters)
    {
        string body = $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""";
        return Encoding.UTF8.GetBytes($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    private void AwaitAnswers(int count)
    {
        while (count > 0)
        {
            ReadOnlySpan<byte> body = ReadFrame();
            if (body.IndexOf("\"error\":"u8) >= 0)
                throw new InvalidOperationException($"The request failed: {Encoding.UTF8.GetString(body)}");
            if (body.IndexOf("\"result\":"u8) >= 0)
                count--; // Else a notification.
        }
    }

    private ReadOnlySpan<byte> ReadFrame()
    {
        while (true)
        {
            ReadOnlySpan<byte> unread = buffer.AsSpan(start, end - start);
            int header = unread.IndexOf("\r\n\r\n"u8);
            if (header >= 0 && unread.Length >= header + 4 + LengthIn(unread[..header]))
            {
                ReadOnlySpan<byte> body = unread.Slice(header + 4, LengthIn(unread[..header]));
                start += header + 4 + body.Length;
                return body;
            }

            Fill();
        }
    }

    private void Fill()
    {
        if (start > 0)
            buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        if (end == buffer.Length)
            Array.Resize(ref buffer, 2 * buffer.Length);
        int count = output.Read(buffer, end, buffer.Length - end);
        end += count > 0 ? count : throw new EndOfStreamException("The program ended.");
    }

    private static int LengthIn(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> name = "Content-Length: "u8;
        return Utf8Parser.TryParse(header[(header.IndexOf(name) + name.Length)..], out int length, out _)
            ? length
            : throw new InvalidDataException("A frame without a length.");
    }
}
