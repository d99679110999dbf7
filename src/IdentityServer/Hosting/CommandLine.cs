namespace IdentityServer.Hosting;

/// <summary>What the command line asks for.</summary>
internal abstract record CommandLine
{
    public const string Help = """
        identity-server: AWS credentials for editors, over JSON-RPC on stdin and stdout.

        An editor's extension starts it; it is of no use in a terminal (identity-client is).

        Usage: identity-server [--stdio] [--clientProcessId=N] [--set-credentials-encryption-key]

          --stdio                            speak on stdin and stdout (the only transport, and the default)
          --clientProcessId=N                end when process N ends
          --set-credentials-encryption-key   read one line of JSON with the encryption key before the protocol begins
          --version, -v                      print the version
          --help, -h                         print this text
        """;

    private const string ClientProcessIdFlag = "--clientProcessId";

    private CommandLine()
    {
    }

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        int? clientProcessId = null;
        bool readsKey = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            switch (argument)
            {
                case "--help" or "-h":
                    return new Print(Help);
                case "--version" or "-v":
                    return new Print(ServerVersion.Text);
                case "--stdio":
                    break;
                case "--set-credentials-encryption-key":
                    readsKey = true;
                    break;
                case ClientProcessIdFlag when i + 1 < arguments.Count && int.TryParse(arguments[i + 1], out int id):
                    clientProcessId = id;
                    i++;
                    break;
                case string when argument.StartsWith(ClientProcessIdFlag + "=", StringComparison.Ordinal) && int.TryParse(argument.AsSpan(ClientProcessIdFlag.Length + 1), out int id):
                    clientProcessId = id;
                    break;
                case string when IsOtherTransport(argument):
                    return new Reject($"{argument.Split('=')[0]} is a transport that is not served. Use --stdio.");
                default:
                    return new Reject($"{argument.Split('=')[0]} is not known. See identity-server --help.");
            }
        }

        return new Serve(clientProcessId, readsKey ? KeyTransfer.FirstLineOfStdin : KeyTransfer.None);
    }

    private static bool IsOtherTransport(string argument) =>
        argument == "--node-ipc" || argument is "--socket" or "--pipe"
        || argument.StartsWith("--socket=", StringComparison.Ordinal) || argument.StartsWith("--pipe=", StringComparison.Ordinal);

    /// <summary>Print a text on stdout and end.</summary>
    internal sealed record Print(string Text) : CommandLine;

    /// <summary>Print a text on stderr and end with <see cref="ExitCodes.Usage"/>.</summary>
    internal sealed record Reject(string Text) : CommandLine;

    /// <summary>Serve.</summary>
    internal sealed record Serve(int? ClientProcessId, KeyTransfer KeyTransfer) : CommandLine;
}

/// <summary>How the encryption key comes.</summary>
internal enum KeyTransfer
{
    None,
    FirstLineOfStdin,
}
