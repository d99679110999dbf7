using IdentityServer.Protocol;

namespace IdentityServer.Client.Terminal;

/// <summary>Carries out one request against a server of its own.</summary>
internal sealed class Session
{
    // A person who sets one setting claims no kind, so that the rules of none are checked.
    private const string UnknownKind = "Unknown";

    private readonly Screen screen;
    private readonly TimeProvider time;

    public Session(Screen screen, TimeProvider time)
    {
        this.screen = screen;
        this.time = time;
    }

    public async Task GetAsync(Request.Get request, CancellationToken cancellationToken)
    {
        await using IdentityServerClient client = await StartAsync(request.Server, cancellationToken);
        GetIamCredentialResult result = await client.GetIamCredentialAsync(request.ProfileName, Options(request.StsUse), cancellationToken);
        new CredentialPrinter(screen.Output, request.Form, time).Print(request.ProfileName, result.Credential);
    }

    public async Task InvalidateAsync(Request.Invalidate request, CancellationToken cancellationToken)
    {
        await using IdentityServerClient client = await StartAsync(request.Server, cancellationToken);
        await client.InvalidateStsCredentialAsync(request.Id, cancellationToken);
        await screen.Output.WriteLineAsync($"Forgotten: {request.Id}. The next get makes a new session.");
    }

    public async Task WatchAsync(Request.Watch request, CancellationToken cancellationToken)
    {
        await using IdentityServerClient client = await StartAsync(request.Server, cancellationToken);
        await new CredentialWatch(client, request, new CredentialPrinter(screen.Output, request.Form, time), screen, time).RunAsync(cancellationToken);
    }

    public async Task ListAsync(Request.List request, CancellationToken cancellationToken)
    {
        await using IdentityServerClient client = await StartAsync(request.Server, cancellationToken);
        new ListingPrinter(screen.Output).Print(await client.ListProfilesAsync(cancellationToken));
    }

    public async Task SetAsync(Request.Set request, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?>();
        foreach (SettingWish wish in request.Settings)
            settings[wish.Name] = wish.Value ?? await AskSecretAsync(wish.Name, cancellationToken);
        await using IdentityServerClient client = await StartAsync(request.Server, cancellationToken);
        await client.UpdateProfileAsync(
            new Profile { Name = request.ProfileName, Kinds = [UnknownKind], Settings = settings }, cancellationToken: cancellationToken);
        await screen.Output.WriteLineAsync($"Written: profile {request.ProfileName} ({string.Join(", ", settings.Keys)}).");
    }

    public async Task DeleteAsync(Request.Delete request, CancellationToken cancellationToken)
    {
        await using IdentityServerClient client = await StartAsync(request.Server, cancellationToken);
        await client.DeleteProfileAsync(request.ProfileName, cancellationToken: cancellationToken);
        await screen.Output.WriteLineAsync($"Deleted: profile {request.ProfileName}.");
    }

    public static GetIamCredentialOptions? Options(StsUse use) =>
        use == StsUse.Never ? new GetIamCredentialOptions { CallStsOnInvalidIamCredential = false } : null;

    private async Task<string> AskSecretAsync(string name, CancellationToken cancellationToken)
    {
        await screen.Error.WriteAsync($"{name}: ");
        try
        {
            return await UnseenInput.ReadLineAsync(cancellationToken)
                ?? throw new IdentityServerException($"No value was given for {name}, so nothing was written. Write {name}= to remove it.");
        }
        finally
        {
            await screen.Error.WriteLineAsync();
        }
    }

    // The server's log comes on its stderr too, from its first line on, so the program shows that and not window/logMessage besides.
    private Task<IdentityServerClient> StartAsync(ServerSettings server, CancellationToken cancellationToken) =>
        IdentityServerClient.StartAsync(
            new IdentityServerClientOptions
            {
                ServerPath = server.Path,
                Transport = server.Transport,
                LogLevel = server.LogLevel ?? "error",
                MfaCodePrompt = new MfaTerminal(screen).AskAsync,
                ServerErrorLine = line => screen.Error.WriteLine($"server: {line}"),
                Time = time,
            },
            cancellationToken);
}
