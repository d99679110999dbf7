using IdentityServer.Protocol;

namespace IdentityServer.Client.Terminal;

/// <summary>Asks for MFA codes on the terminal; reads them from stdin, unseen where stdin is a terminal. An empty line declines.</summary>
internal sealed class MfaTerminal
{
    private readonly Screen screen;

    public MfaTerminal(Screen screen)
    {
        this.screen = screen;
    }

    public async Task<string?> AskAsync(GetMfaCodeParams request, CancellationToken cancellationToken)
    {
        await screen.Error.WriteAsync($"MFA code of {request.MfaSerial ?? "your device"} for profile {request.ProfileName} (empty to decline): ");
        try
        {
            return await UnseenInput.ReadLineAsync(cancellationToken);
        }
        finally
        {
            await screen.Error.WriteLineAsync();
        }
    }
}
