using System.Globalization;
using System.Threading.Channels;
using IdentityServer.Protocol;

namespace IdentityServer.Client.Terminal;

/// <summary>Shows the credential of a profile and every notification about it; asks again after each renewal.</summary>
internal sealed class CredentialWatch
{
    private readonly IdentityServerClient client;
    private readonly Request.Watch request;
    private readonly CredentialPrinter printer;
    private readonly Screen screen;
    private readonly TimeProvider time;
    private readonly Channel<StsCredentialChangedParams> changes = Channel.CreateUnbounded<StsCredentialChangedParams>();

    public CredentialWatch(IdentityServerClient client, Request.Watch request, CredentialPrinter printer, Screen screen, TimeProvider time)
    {
        this.client = client;
        this.request = request;
        this.printer = printer;
        this.screen = screen;
        this.time = time;
    }

    /// <exception cref="IdentityServerException">The credential cannot be had, or the server is gone.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        client.StsCredentialChanged += change => changes.Writer.TryWrite(change);
        _ = EndWithServerAsync();
        bool expires = await PrintAsync(cancellationToken);
        await screen.Error.WriteLineAsync(
            expires ? "Watching; Ctrl+C ends." : "These keys do not expire, so there is nothing to be told of. Ctrl+C ends.");
        await foreach (StsCredentialChangedParams change in changes.Reader.ReadAllAsync(cancellationToken))
        {
            await screen.Output.WriteLineAsync();
            await screen.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss} {change.Kind} {change.StsCredentialId}"));
            if (change.Kind == StsCredentialChangedKinds.Refreshed)
                await PrintAsync(cancellationToken);
            else
                await screen.Error.WriteLineAsync("The session has ended and could not be renewed. Get the profile again for a new one.");
        }
    }

    private async Task<bool> PrintAsync(CancellationToken cancellationToken)
    {
        GetIamCredentialResult result = await client.GetIamCredentialAsync(request.ProfileName, Session.Options(request.StsUse), cancellationToken);
        printer.Print(request.ProfileName, result.Credential);
        return result.Credential.Credentials.Expiration is not null;
    }

    private async Task EndWithServerAsync()
    {
        await client.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        changes.Writer.TryComplete(new IdentityServerException("The server is gone."));
    }
}
