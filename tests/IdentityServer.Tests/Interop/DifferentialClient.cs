using System.Diagnostics;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Interop;

/// <summary>The server's side as a person sees it: <c>identity-client get PROFILE --json</c>, a client and a server process for each pair.</summary>
internal sealed class DifferentialClient : IDifferentialSide
{
    private readonly DifferentialWorld world;

    private DifferentialClient(DifferentialWorld world)
    {
        this.world = world;
    }

    public static async Task<IDifferentialSide> OpenAsync(DifferentialEnvironment environment) =>
        new DifferentialClient(await DifferentialWorld.OpenAsync(environment));

    public async Task<DifferentialOutcome> ResolveAsync(DifferentialCase pair)
    {
        world.Set(pair);
        ProcessStartInfo start = ServerExecutable.StartInfo(world.Home, world.Environment, []);
        foreach (string argument in (string[])["get", pair.Profile, "--json", "--server", start.FileName]) start.ArgumentList.Add(argument);
        start.FileName = Executable();
        using Process client = Process.Start(start)!;
        await client.StandardInput.WriteLineAsync(DifferentialCase.MfaCode);
        client.StandardInput.Close();
        Task<string> errors = client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await Patience.WaitAsync(client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), "what identity-client prints");
        await Patience.WaitAsync(client.WaitForExitAsync(), "the end of identity-client");
        if (client.ExitCode != 0) return Failed(await errors);
        JsonNode keys = JsonNode.Parse(output)!;
        return world.Succeeded((string)keys["AccessKeyId"]!, (string)keys["SecretAccessKey"]!, (string?)keys["SessionToken"]);
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    // tests/IdentityServer.Tests/bin/CONFIGURATION/FRAMEWORK -> src/IdentityServer.Client/bin/CONFIGURATION/FRAMEWORK.
    private static string Executable()
    {
        string build = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "IdentityServer.Tests"), AppContext.BaseDirectory);
        string name = OperatingSystem.IsWindows() ? "identity-client.exe" : "identity-client";
        return Path.Combine(Repository.Root, "src", "IdentityServer.Client", build, name);
    }

    // The last line is "E_CODE: message"; a prompt may stand before it.
    private static DifferentialOutcome Failed(string errors)
    {
        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string line = lines.LastOrDefault(line => line.StartsWith("E_", StringComparison.Ordinal)) ?? errors;
        return DifferentialWorld.Failed(line.Split(':')[0], line);
    }
}
