namespace IdentityServer.Client.Terminal;

/// <summary>Where the program writes: results to one writer, all else to the other. The one place that touches the console's stdout, which here is no protocol.</summary>
internal sealed class Screen
{
    public Screen(TextWriter output, TextWriter error)
    {
        Output = TextWriter.Synchronized(output);
        Error = TextWriter.Synchronized(error);
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    public static Screen OfConsole()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = System.Text.Encoding.UTF8;
#pragma warning disable RS0030 // The ban is for the server, whose stdout is the protocol; the client's is its own.
        return new Screen(Console.Out, Console.Error);
#pragma warning restore RS0030
    }

    /// <summary>Tells of a failure: the code that the protocol has for it, and the message.</summary>
    public void Fail(IdentityServerException failure) =>
        Error.WriteLine(failure.AwsErrorCode is { } code ? $"{code}: {failure.Message}" : failure.Message);
}
