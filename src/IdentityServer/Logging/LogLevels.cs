using Microsoft.Extensions.Logging;

namespace IdentityServer.Logging;

/// <summary>The levels of <c>initializationOptions.logLevel</c>, of LSP's <c>window/logMessage</c> and of this program, and which of them is on.</summary>
internal sealed class LogLevels
{
    private volatile int minimum = (int)LogLevel.Debug;

    /// <summary>The least level that is logged; <c>log</c> until <c>initialize</c> says otherwise.</summary>
    public LogLevel Minimum => (LogLevel)minimum;

    /// <summary>Sets the least level by its name on the wire; a name that is not known changes nothing.</summary>
    public void Set(string? name)
    {
        minimum = (int)(name?.ToLowerInvariant() switch
        {
            "error" => LogLevel.Error,
            "warn" or "warning" => LogLevel.Warning,
            "info" => LogLevel.Information,
            "log" => LogLevel.Debug,
            "debug" => LogLevel.Trace,
            _ => Minimum,
        });
    }

    /// <summary>LSP's <c>MessageType</c> of a level.</summary>
    public static int MessageTypeOf(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => 1,
        LogLevel.Warning => 2,
        LogLevel.Information => 3,
        LogLevel.Debug => 4,
        _ => 5,
    };

    /// <summary>The name of a level on stderr: the one that <see cref="Set"/> takes.</summary>
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        LogLevel.Debug => "log",
        _ => "debug",
    };
}
