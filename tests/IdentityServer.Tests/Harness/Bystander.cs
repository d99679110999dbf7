using System.Diagnostics;

namespace IdentityServer.Tests.Harness;

/// <summary>A process that does nothing, to stand for the client's; ended when disposed of.</summary>
internal sealed class Bystander : IDisposable
{
    private readonly Process process = OperatingSystem.IsWindows()
        ? Process.Start(new ProcessStartInfo("ping", ["-n", "120", "127.0.0.1"]) { CreateNoWindow = true, RedirectStandardOutput = true })!
        : Process.Start("sleep", ["120"]);

    public int Id => process.Id;

    public async Task EndAsync()
    {
        process.Kill();
        await Patience.WaitAsync(process.WaitForExitAsync(), "the end of the client process");
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }
}
