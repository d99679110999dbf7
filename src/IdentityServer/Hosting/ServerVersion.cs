using System.Reflection;

namespace IdentityServer.Hosting;

/// <summary>The version of this build.</summary>
internal static class ServerVersion
{
    // Without the commit hash that follows a "+".
    public static string Text { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
