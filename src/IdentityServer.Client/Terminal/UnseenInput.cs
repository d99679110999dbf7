using System.Text;

namespace IdentityServer.Client.Terminal;

/// <summary>What a person types and nobody shall see; from stdin where that is no terminal.</summary>
internal static class UnseenInput
{
    /// <summary>The next line, trimmed; null where it is empty or there is none.</summary>
    public static async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        // The console cannot be cancelled; whoever gives up leaves it waiting, and the program ends.
        Task<string?> typed = Task.Run(() => Console.IsInputRedirected ? Console.In.ReadLine() : ReadUnseen(), CancellationToken.None);
        string? line = await typed.WaitAsync(cancellationToken);
        return string.IsNullOrWhiteSpace(line) ? null : line.Trim();
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
