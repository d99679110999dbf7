using System.Collections;
using IdentityServer.Client.Terminal;

return await new TerminalProgram(Screen.OfConsole(), ReadEnvironment(), TimeProvider.System).RunAsync(args);

// The one place that reads the environment; everything else is handed it.
static Dictionary<string, string> ReadEnvironment()
{
    var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
#pragma warning disable RS0030 // The composition root.
    foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
#pragma warning restore RS0030
        variables[(string)entry.Key] = (string?)entry.Value ?? "";
    return variables;
}
