using System.Collections;
using System.IO.Pipelines;
using IdentityServer;
using IdentityServer.Hosting;
using IdentityServer.Rpc;

StandardError.SayUnhandledExceptions();
try
{
    return await RunAsync(CommandLine.Parse(args));
}
#pragma warning disable CA1031 // The last one to catch: whatever it is, the process ends with a line on stderr.
catch (Exception ex)
#pragma warning restore CA1031
{
    StandardError.Say(StandardError.Explain(ex));
    return ExitCodes.Failure;
}

static async Task<int> RunAsync(CommandLine commandLine)
{
    switch (commandLine)
    {
        case CommandLine.Print print:
#pragma warning disable RS0030 // Before the protocol begins, and in its place: --help and --version print and end.
            Console.Out.WriteLine(print.Text);
#pragma warning restore RS0030
            return ExitCodes.Success;

        case CommandLine.Reject reject:
            StandardError.Say(reject.Text);
            return ExitCodes.Usage;

        case CommandLine.Serve options:
            return await ServeAsync(options);

        default:
            throw new InvalidOperationException("Not a command line.");
    }
}

static async Task<int> ServeAsync(CommandLine.Serve options)
{
    PipeReader input = StandardStreams.OpenInput();
    byte[]? key = null;
    if (options.KeyTransfer == KeyTransfer.FirstLineOfStdin)
    {
        try
        {
            key = await EncryptionKey.ReadAsync(input, TimeProvider.System);
        }
        catch (InvalidDataException ex)
        {
            StandardError.Say($"{ex.Message}.");
            return ExitCodes.BadEncryptionKey;
        }
    }

    return await ServerHost.RunAsync(new ServerParts(new StdioPipe(input, StandardStreams.OpenOutput()), options, key, ReadEnvironment(), TimeProvider.System, Random.Shared));
}

// The one place that reads the environment; everything else is handed it.
static Dictionary<string, string> ReadEnvironment()
{
    var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
#pragma warning disable RS0030 // The composition root.
    foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
#pragma warning restore RS0030
        variables[(string)entry.Key] = (string?)entry.Value ?? "";
    return variables;
}

internal sealed record StdioPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
