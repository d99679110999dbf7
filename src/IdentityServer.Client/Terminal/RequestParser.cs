namespace IdentityServer.Client.Terminal;

/// <summary>Reads the command line.</summary>
internal sealed class RequestParser
{
    public const string Usage = """
        identity-client: what an IDE does with the identity server, in a terminal.

        Usage: identity-client [COMMAND] [OPTIONS]

          (no command)       the demonstration: no AWS account, no network, a home of its own
          get PROFILE        print the credential of a profile
          watch PROFILE      the same, and again whenever it is renewed, until Ctrl+C
          invalidate ID      forget the session of this id, as get printed it
          list               print all profiles and sso-sessions, without their secrets
          set PROFILE NAME=VALUE…
                             write settings of a profile, which is made where there is none; NAME= removes one.
                             aws_secret_access_key and aws_session_token go without a value: they are asked for,
                             or read from stdin, a line each
          delete PROFILE     remove a profile from both files

          --show-secrets     get, watch: print the secret key and the session token too
          --json             get: print all of it as JSON, secrets too, in the form of credential_process
          --no-sts           get, watch: take what is cached, never call STS
          --encrypt          let the keys travel encrypted between server and client
          --server PATH      the server to start; otherwise the one beside this program
          --log LEVEL        show the server's log: error, warn, info, log or debug
          --help, -h         print this text

        Exit codes: 0, 1 when something failed, 2 for a wrong command line.
        """;

    private static readonly string[] LogLevels = ["error", "warn", "info", "log", "debug"];

    private readonly List<string> words = [];
    private readonly HashSet<string> options = [];
    private string? serverPath;
    private string? logLevel;

    private RequestParser()
    {
    }

    public static Request Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(argument => argument is "--help" or "-h"))
            return new Request.Help();
        var parser = new RequestParser();
        return parser.Read(arguments) is { } reason ? new Request.Reject(reason) : parser.Decide();
    }

    private string? Read(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            (string name, string? value) = Split(arguments[i]);
            switch (name)
            {
                case "--server" or "--log" when (value ??= i + 1 < arguments.Count ? arguments[++i] : null) is null:
                    return $"{name} needs a value.";
                case "--server":
                    serverPath = value;
                    break;
                case "--log" when LogLevels.Contains(value):
                    logLevel = value;
                    break;
                case "--log":
                    return $"--log takes {string.Join(", ", LogLevels)}.";
                case "--show-secrets" or "--json" or "--no-sts" or "--encrypt" when value is null:
                    options.Add(name);
                    break;
                case string when name.StartsWith('-'):
                    return $"{arguments[i]} is not known.";
                default:
                    words.Add(arguments[i]);
                    break;
            }
        }

        return null;
    }

    private Request Decide()
    {
        var server = new ServerSettings(serverPath, options.Contains("--encrypt") ? CredentialTransport.Encrypted : CredentialTransport.InTheClear, logLevel);
        StsUse stsUse = options.Contains("--no-sts") ? StsUse.Never : StsUse.WhereNeeded;
        CredentialForm form = options.Contains("--json") ? CredentialForm.Json
            : options.Contains("--show-secrets") ? CredentialForm.WithSecrets
            : CredentialForm.Masked;
        return words switch
        {
            [] when logLevel is not null => new Request.Reject("--log is not for the demonstration."),
            [] => Allow(new Request.Demonstrate(server), "the demonstration"),
            ["get", var profile] => Allow(new Request.Get(profile, stsUse, form, server), "get", "--show-secrets", "--json", "--no-sts", "--encrypt"),
            ["watch", var profile] => Allow(new Request.Watch(profile, stsUse, form, server), "watch", "--show-secrets", "--no-sts", "--encrypt"),
            ["invalidate", var id] => Allow(new Request.Invalidate(id, server), "invalidate", "--encrypt"),
            ["list"] => Allow(new Request.List(server), "list", "--encrypt"),
            ["set", var profile, _, ..] => SettingWish.ParseAll(words.Skip(2), out IReadOnlyList<SettingWish> wishes) is { } reason
                ? new Request.Reject(reason)
                : Allow(new Request.Set(profile, wishes, server), "set", "--encrypt"),
            ["delete", var profile] => Allow(new Request.Delete(profile, server), "delete", "--encrypt"),
            ["set", _] => new Request.Reject("set needs settings: NAME=VALUE."),
            ["list", ..] => new Request.Reject("list takes no words."),
            ["get" or "watch" or "set" or "delete"] => new Request.Reject($"{words[0]} needs the name of a profile."),
            ["invalidate"] => new Request.Reject("invalidate needs an id."),
            ["get" or "watch" or "invalidate" or "delete", _, var extra, ..] => new Request.Reject($"{extra} is one word too many. A name with spaces needs quotes."),
            [var command, ..] => new Request.Reject($"{command} is not a command."),
        };
    }

    private Request Allow(Request request, string command, params string[] allowed) =>
        options.Except(allowed).FirstOrDefault() is { } other ? new Request.Reject($"{other} is not for {command}.") : request;

    // Only options are split: a profile may have "=" in its name.
    private static (string Name, string? Value) Split(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? (argument[..at], argument[(at + 1)..])
            : (argument, null);
}
