using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using IdentityServer.Tests.Sessions;

namespace IdentityServer.Tests.Interop;

/// <summary>
/// The client's side by other makers: the published npm package with its own request types and decryption, in the order in which the
/// AWS Toolkit for VS Code goes about it. The session itself is <c>Node/session.mjs</c>.
/// </summary>
public sealed class NodeClientTests
{
    private const string Package = "@aws/language-server-runtimes";

    private static string Folder => Path.Combine(Repository.Root, "tests", "IdentityServer.Tests", "Interop", "Node");

    [Fact]
    public async Task A_client_on_the_published_package_signs_in_with_keys_and_with_a_role_lists_renews_and_signs_out()
    {
        await using Stage stage = await Stage.OpenAsync();
        await Tool.RequireAsync(stage.Home, Tool.Node, "--version");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules", Package)),
            $"{Package} is not installed: npm ci --ignore-scripts --prefix tests/IdentityServer.Tests/Interop/Node");
        stage.Aws.RolesRequiringMfa.Add(Profiles.DemoRole);
        stage.Aws.MfaCodes[Profiles.MfaSerial] = Profiles.MfaCode;

        ToolResult session = await Tool.RunAsync(
            stage.Home,
            stage.Environment,
            Tool.Node,
            Path.Combine(Folder, "session.mjs"),
            ServerExecutable.Find(),
            Profiles.DemoRole,
            Profiles.MfaSerial,
            Profiles.MfaCode);

        Assert.True(session.ExitCode == 0, $"{session.Output}\n{session.Errors}");
        Assert.EndsWith("ok: shutdown and exit\n", session.Output, StringComparison.Ordinal);
        Assert.Empty(stage.Home.CacheFiles());
        // Denied twice for want of a code; then the sign-in, the renewal, and that of the second window.
        IReadOnlyList<LoggedRequest> calls = stage.Aws.RequestsOf(LocalAwsActions.AssumeRole);
        Assert.Equal([null, null, Profiles.MfaCode, Profiles.MfaCode, Profiles.MfaCode], calls.Select(call => call.Parameters.GetValueOrDefault("TokenCode")));
    }
}
