using System.Text;
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
        // The console cannot be cancelled; whoever gives up leaves it waiting, and the program ends.
        Task<string?> typed = Task.Run(() => Console.IsInputRedirected ? Console.In.ReadLine() : ReadUnseen(), CancellationToken.None);
        try
        {
            string? code = await typed.WaitAsync(cancellationToken);
            return string.IsNullOrWhiteSpace(code) ? null : code.Trim();
        }
        finally
        {
            await screen.Error.WriteLineAsync();
        }
    }

    private static string ReadUnseen()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key != ConsoleKey.Backspace)
                typed.Append(key.KeyChar);
            else if (typed.Length > 0)
                typed.Length--;
        }

        return typed.ToString();
    }
}
