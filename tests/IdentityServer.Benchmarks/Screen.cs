namespace IdentityServer.Benchmarks;

/// <summary>stdout of this program, which is no protocol.</summary>
internal static class Screen
{
#pragma warning disable RS0030 // Banned for the server's sake.
    public static void Print(string text) => Console.Out.WriteLine(text);
#pragma warning restore RS0030
}
