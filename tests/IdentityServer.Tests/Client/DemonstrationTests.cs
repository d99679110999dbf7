using IdentityServer.Client.Demonstration;

namespace IdentityServer.Tests.Client;

public sealed class DemonstrationTests
{
    [Fact]
    public async Task It_tells_every_scene_to_the_end_and_no_secret()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        using var output = new StringWriter();

        await new Demo(output, serverPath: null, world.Environment, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        string story = output.ToString();
        Assert.Equal(7, story.Split("── ").Length - 1);
        Assert.All(
            [
                "A profile with keys of its own", "A chain of two roles", "want one MFA role at the same time", "Signing out in one window reaches the other", "stsCredentialChanged Expired",
                "A session near its end renews itself", "Signing out", "Errors that say what to do", "typed for you",
                "stsCredentialChanged Refreshed", "6 AssumeRole calls so far", "E_PROFILE_NOT_FOUND", "E_INVALID_PROFILE", "All as told",
            ],
            piece => Assert.Contains(piece, story, StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", story, StringComparison.Ordinal);
        Assert.DoesNotContain("TOKEN", story, StringComparison.Ordinal);
        Assert.Equal(0, world.AssumeRoleCalls); // Its STS is its own, whatever the environment says.
    }

    [Fact]
    public async Task It_fails_loudly_where_the_server_does_not_do_its_part()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunAsync(world, "--server", Path.Combine(AppContext.BaseDirectory, "no-such-server"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The demonstration failed: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("All as told", run.Output, StringComparison.Ordinal);
    }
}
