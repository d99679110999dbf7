using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Interop;

/// <summary>The server's side: one process for all pairs of an environment, which reads the files again for each.</summary>
internal sealed class DifferentialServer : IDifferentialSide
{
    private readonly DifferentialWorld world;
    private readonly ServerProcess process;

    private DifferentialServer(DifferentialWorld world, ServerProcess process)
    {
        this.world = world;
        this.process = process;
        process.OnRequest(MfaPrompts.Method, _ => ClientReply.MfaCode(DifferentialCase.MfaCode));
    }

    public static async Task<IDifferentialSide> StartAsync(DifferentialEnvironment environment)
    {
        DifferentialWorld world = await DifferentialWorld.OpenAsync(environment);
        var process = ServerProcess.Start(ServerExecutable.StartInfo(world.Home, world.Environment, ["--stdio"]));
        await process.InitializeAsync("error");
        return new DifferentialServer(world, process);
    }

    public async Task<DifferentialOutcome> ResolveAsync(DifferentialCase pair)
    {
        world.Set(pair);
        JsonObject response = await process.RequestAsync(GetIamCredential, CredentialParams(pair.Profile));
        if (response.ContainsKey("error"))
        {
            RpcError error = ErrorOf(response);
            return DifferentialWorld.Failed(error.AwsErrorCode ?? "no code", error.Message);
        }

        JsonObject keys = CredentialsOf(ResultOf(response).AsObject());
        return world.Succeeded((string)keys["accessKeyId"]!, (string)keys["secretAccessKey"]!, (string?)keys["sessionToken"]);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await world.DisposeAsync();
    }
}
