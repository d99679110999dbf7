using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Interop;

/// <summary>The AWS CLI's side: one Python for all pairs, and for each a fresh botocore session, set up as the CLI does with <c>--profile</c>.</summary>
internal sealed class DifferentialBotocore : IAsyncDisposable
{
    private const int BotocoreIsMissing = 3;

    private const string Script = """
        import json, os, socket, sys
        try:
            import botocore, botocore.loaders, botocore.session
            from botocore.credentials import JSONFileCache
        except ImportError:
            sys.exit(3)
        try:
            from awscli import EnvironmentVariables
        except ImportError:
            EnvironmentVariables = None

        # A credential_process has this process's stdin, and must not read the pairs.
        pairs = os.fdopen(os.dup(0), encoding="utf-8")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

        resolve = socket.getaddrinfo
        def loopback_only(host, *args, **kwargs):
            if host not in ("127.0.0.1", "localhost"):
                raise socket.gaierror(socket.EAI_NONAME, "not a loopback address")
            return resolve(host, *args, **kwargs)
        socket.getaddrinfo = loopback_only

        # The service models are the same for all sessions, and reading them is most of a session's cost.
        loader = botocore.loaders.create_loader()

        def keys_of(pair):
            session = botocore.session.Session(EnvironmentVariables)
            session.register_component("data_loader", loader)
            session.set_config_variable("profile", pair["profile"])
            chain = session.get_component("credential_provider")
            cache = JSONFileCache(os.path.expanduser(os.path.join("~", ".aws", "cli", "cache")))
            assume_role = chain.get_provider("assume-role")
            assume_role.cache = cache
            assume_role._prompter = lambda prompt: pair["mfaCode"]
            chain.get_provider("assume-role-with-web-identity").cache = cache
            found = session.get_credentials()
            if found is None:
                return {"error": "NoCredentialsError", "message": "Unable to locate credentials"}
            frozen = found.get_frozen_credentials()
            return {"accessKeyId": frozen.access_key, "secretAccessKey": frozen.secret_key, "sessionToken": frozen.token}

        print(json.dumps({"version": botocore.__version__}), flush=True)
        for line in pairs:
            pair = json.loads(line)
            os.environ.clear()
            os.environ.update(pair["environment"])
            try:
                answer = keys_of(pair)
            except Exception as error:
                answer = {"error": type(error).__name__, "message": str(error)}
            print(json.dumps(answer), flush=True)
        """;

    private readonly Process python;
    private readonly TextPump errors;
    private readonly Dictionary<string, string> minimal;

    private DifferentialBotocore(Process python)
    {
        this.python = python;
        errors = new TextPump(python.StandardError.BaseStream);
        minimal = python.StartInfo.Environment
            .Where(variable => variable.Key is "PATH" or "SystemRoot" or "TEMP" or "TMP" or "TMPDIR")
            .ToDictionary(variable => variable.Key, variable => variable.Value!);
    }

    /// <summary>Starts Python, or skips the test where it, or botocore, is missing.</summary>
    public static async Task<DifferentialBotocore> StartAsync()
    {
        ProcessStartInfo start = new("python3", ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        // As it is where people use it: without this, Python reads files in the encoding of the locale.
        start.Environment["PYTHONUTF8"] = "1";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed, so botocore cannot be compared with.");
            throw;
        }

        DifferentialBotocore botocore = new(process);
        string? greeting = await botocore.ReadLineAsync("botocore's version");
        if (greeting is not null) return botocore;
        await process.WaitForExitAsync();
        int exitCode = process.ExitCode;
        await botocore.DisposeAsync();
        if (exitCode == BotocoreIsMissing) Assert.Skip("botocore is not installed for python3, so it cannot be compared with.");
        throw new InvalidOperationException(botocore.errors.Text);
    }

    /// <summary>This Python, for the pairs of one environment.</summary>
    public async Task<IDifferentialSide> OpenAsync(DifferentialEnvironment environment) => new Side(this, await DifferentialWorld.OpenAsync(environment));

    private async Task<DifferentialOutcome> ResolveAsync(DifferentialWorld world, DifferentialCase pair)
    {
        world.Set(pair);
        Dictionary<string, string> environment = new(minimal) { ["HOME"] = world.Home.Root, ["AWS_EC2_METADATA_DISABLED"] = "true" };
        foreach ((string name, string value) in world.Environment) environment[name] = value;
        JsonObject request = new()
        {
            ["profile"] = pair.Profile,
            ["mfaCode"] = DifferentialCase.MfaCode,
            ["environment"] = new JsonObject(environment.Select(variable => KeyValuePair.Create<string, JsonNode?>(variable.Key, variable.Value))),
        };
        await python.StandardInput.WriteLineAsync(request.ToJsonString());
        await python.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        string line = await ReadLineAsync(pair.Name) ?? throw new InvalidOperationException($"botocore ended at {pair}: {errors.Text}");
        JsonNode answer = JsonNode.Parse(line)!;
        return answer["error"] is { } error
            ? DifferentialWorld.Failed((string)error!, (string)answer["message"]!)
            : world.Succeeded((string)answer["accessKeyId"]!, (string)answer["secretAccessKey"]!, (string?)answer["sessionToken"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!python.HasExited) python.Kill(entireProcessTree: true);
        await python.WaitForExitAsync();
        python.Dispose();
    }

    private Task<string?> ReadLineAsync(string what) => Patience.WaitAsync(python.StandardOutput.ReadLineAsync(), $"botocore's answer to {what}");

    private sealed class Side : IDifferentialSide
    {
        private readonly DifferentialBotocore botocore;
        private readonly DifferentialWorld world;

        public Side(DifferentialBotocore botocore, DifferentialWorld world)
        {
            this.botocore = botocore;
            this.world = world;
        }

        public Task<DifferentialOutcome> ResolveAsync(DifferentialCase pair) => botocore.ResolveAsync(world, pair);

        public ValueTask DisposeAsync() => world.DisposeAsync();
    }
}
