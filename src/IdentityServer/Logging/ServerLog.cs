using System.Threading.Channels;
using IdentityServer.Protocol;
using IdentityServer.Rpc;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Logging;

/// <summary>
/// Writes log lines to stderr and, once the session is open, to the client. A reader that does not read must not hold up the server, so
/// each of the two has a queue of its own; where one is full, its oldest lines give way.
/// </summary>
internal sealed class ServerLog : ILoggerProvider
{
    private const int LongestQueue = 1000;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(200);

    private readonly LogLevels levels;
    private readonly SessionLifecycle lifecycle;
    private readonly RpcIdentityClient client;
    private readonly Channel<LogLine> toStderr = NewQueue();
    private readonly Channel<LogLine> toClient = NewQueue();
    private Task? stderrWriter;
    private Task? clientWriter;

    public ServerLog(LogLevels levels, SessionLifecycle lifecycle, RpcIdentityClient client)
    {
        this.levels = levels;
        this.lifecycle = lifecycle;
        this.client = client;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
        toStderr.Writer.TryComplete();
        toClient.Writer.TryComplete();
        stderrWriter?.Wait(DrainLimit);
    }

    private static Channel<LogLine> NewQueue() =>
        Channel.CreateBounded<LogLine>(new BoundedChannelOptions(LongestQueue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private void Write(LogLine line)
    {
        toStderr.Writer.TryWrite(line);
        EnsureStarted(ref stderrWriter, WriteToStderrAsync);
        if (!lifecycle.IsInitialized)
            return;
        toClient.Writer.TryWrite(line);
        EnsureStarted(ref clientWriter, WriteToClientAsync);
    }

    private void EnsureStarted(ref Task? writer, Func<Task> start)
    {
        if (Volatile.Read(ref writer) is not null)
            return;
        lock (levels)
            writer ??= Task.Run(start);
    }

    private async Task WriteToStderrAsync()
    {
        try
        {
            await foreach (LogLine line in toStderr.Reader.ReadAllAsync())
                Console.Error.WriteLine($"[{LogLevels.NameOf(line.Level)}] {line.Message}");
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // Nobody reads stderr any more, or it was closed from the start.
        }
    }

    private async Task WriteToClientAsync()
    {
        try
        {
            await foreach (LogLine line in toClient.Reader.ReadAllAsync())
                await client.TellAsync(MethodNames.LogMessage, ("type", LogLevels.MessageTypeOf(line.Level)), ("message", line.Message));
        }
        catch (Exception ex) when (ex is IOException or ObjectDisposedException or InvalidOperationException or StreamJsonRpc.ConnectionLostException or OperationCanceledException)
        {
            // The client is gone, and the session ends for that reason.
        }
    }

    private readonly record struct LogLine(LogLevel Level, string Message);

    private sealed class Logger : ILogger
    {
        private readonly ServerLog log;

        public Logger(ServerLog log)
        {
            this.log = log;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.levels.Minimum;

        // A name in a file, or another program's text, must not be able to forge a line of this log.
        private static string OneLine(string message) =>
            message.Any(char.IsControl) ? string.Concat(message.Select(letter => char.IsControl(letter) ? ' ' : letter)) : message;

        // An exception's own text could quote a secret; whoever logs one says what of it may be read.
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(new LogLine(logLevel, OneLine(formatter(state, exception))));
        }
    }
}
