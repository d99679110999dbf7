namespace IdentityServer.Hosting;

/// <summary>Lines on stderr for whoever started the process.</summary>
internal static class StandardError
{
    /// <summary>Writes a line, if stderr is there and takes it.</summary>
    public static void Say(string text)
    {
        try
        {
            Console.Error.WriteLine($"identity-server: {text}");
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Nobody to tell: closed, full, or a pipe that nobody reads.
        }
    }

    /// <summary>Has an exception that nobody caught end the process with a line in place of a stack trace, which would quote what it choked on.</summary>
    public static void SayUnhandledExceptions() => AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
    {
        Say(Explain((Exception)thrown.ExceptionObject));
        Environment.Exit(ExitCodes.Failure);
    };

    /// <summary>What to say of an exception that ends the process. The text of a foreign one is not quoted, unless it is the system's.</summary>
    public static string Explain(Exception exception) => exception is IOException or UnauthorizedAccessException
        ? $"ended, for the system says: {(exception.InnerException as IOException ?? exception).Message.TrimEnd('.')}."
        : $"ended by a fault of its own ({exception.GetType()}).";
}
