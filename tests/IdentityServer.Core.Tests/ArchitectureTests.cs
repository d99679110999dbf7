using System.Text.RegularExpressions;

namespace IdentityServer.Core.Tests;

/// <summary>Keeps the dependencies that docs/architecture.md draws.</summary>
public sealed partial class ArchitectureTests
{
    [Fact]
    public void Core_knows_nothing_of_JSON_RPC()
    {
        string[] references = [.. typeof(IdentityException).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!)];

        Assert.Contains("AWSSDK.SecurityToken", references); // The list is the real one.
        Assert.DoesNotContain("StreamJsonRpc", references);
        Assert.DoesNotContain("IdentityServer.Protocol", references);
    }

    [Theory]
    [InlineData("SharedConfig", "Profiles", "Sts", "Credentials", "Permissions")]
    [InlineData("Profiles", "Sts", "Credentials", "Permissions")]
    [InlineData("Sts", "Profiles", "Credentials", "Permissions")]
    [InlineData("Credentials", "Permissions")]
    public void Inside_core_nothing_looks_up(string folder, params string[] above)
    {
        string[] files = Directory.GetFiles(Path.Combine(CoreFolder(), folder), "*.cs");

        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            foreach (Match use in CoreNamespace().Matches(File.ReadAllText(file)))
                Assert.False(above.Contains(use.Groups[1].Value), $"{folder}/{Path.GetFileName(file)} uses {use.Value}");
        }
    }

    [GeneratedRegex(@"IdentityServer\.Core\.(\w+)")]
    private static partial Regex CoreNamespace();

    private static string CoreFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "IdentityServer.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("No IdentityServer.sln above the tests."), "src", "IdentityServer.Core");
    }
}
