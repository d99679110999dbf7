using System.Collections;
using System.IO.Pipelines;
using IdentityServer;
using IdentityServer.Hosting;
using IdentityServer.Rpc;

switch (CommandLine.Parse(args))
{
    case CommandLine.Print print:
#pragma warning disable RS0030 // Before the protocol begins, and in its place: --help and --version print and end.
        Console.Out.WriteLine(print.Text);
#pragma warning restore RS0030
        return ExitCodes.Success;

    case CommandLine.Reject reject:
        await Console.Error.WriteLineAsync(reject.Text);
        return ExitCodes.Usage;

    case CommandLine.Serve options:
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
                await Console.Error.WriteLineAsync($"identity-server: {ex.Message}.");
                return ExitCodes.BadEncryptionKey;
            }
        }

        return await ServerHost.RunAsync(new ServerParts(new StdioPipe(input, StandardStreams.OpenOutput()), options, key, ReadEnvironment(), TimeProvider.System, Random.Shared));

    default:
        throw new InvalidOperationException("Not a command line.");
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
