using System.Diagnostics;
using System.Text.Json;
using IdentityServer.LocalAws;

namespace IdentityServer.Tests.Client;

public sealed class ClientProgramTests
{
    [Fact]
    public async Task Get_prints_the_credential_without_its_secrets()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunAsync(world, "get", "role");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("ASIA", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("TOKEN", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--show-secrets")]
    [InlineData("--show-secrets", "--encrypt")]
    public async Task Get_shows_the_secrets_when_asked(params string[] options)
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunAsync(world, ["get", "role", .. options]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("local/SECRET+", run.Output, StringComparison.Ordinal);
        Assert.Contains("IQoJlocalTOKEN+", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_as_json_is_what_credential_process_wants()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunAsync(world, "get", "role", "--json");
        using var document = JsonDocument.Parse(run.Output);
        JsonElement root = document.RootElement;
        Assert.Equal(1, root.GetProperty("Version").GetInt32());
        Assert.StartsWith("ASIA", root.GetProperty("AccessKeyId").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("local/SECRET+", root.GetProperty("SecretAccessKey").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("IQoJlocalTOKEN+", root.GetProperty("SessionToken").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("Z", root.GetProperty("Expiration").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_mfa_code_comes_from_stdin()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunWithInputAsync(world, ClientWorld.MfaCode + "\n", "get", "mfa");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"MFA code of {ClientWorld.MfaSerial} for profile mfa", run.Error, StringComparison.Ordinal);
        Assert.Equal(ClientWorld.MfaCode, world.Aws.RequestsOf(LocalAwsActions.AssumeRole).Single().Parameters["TokenCode"]);
    }

    [Theory]
    [InlineData("the end of stdin declines", "", 1, "E_MFA_REQUIRED", "get", "mfa")]
    [InlineData("an empty line declines", "\n", 1, "E_MFA_REQUIRED", "get", "mfa")]
    [InlineData("STS may not be called", "", 1, "E_INVALID_STS_CREDENTIAL", "get", "role", "--no-sts")]
    [InlineData("there is no such profile", "", 1, "E_PROFILE_NOT_FOUND", "get", "nobody")]
    [InlineData("the id has not the form of an id", "", 1, "E_INVALID_STS_CREDENTIAL", "invalidate", "../config")]
    [InlineData("a profile is missing", "", 2, "needs the name of a profile", "get")]
    [InlineData("the command is unknown", "", 2, "is not a command", "put", "keys")]
    [InlineData("the option is unknown", "", 2, "is not known", "get", "keys", "--quiet")]
    [InlineData("the option belongs to another command", "", 2, "is not for watch", "watch", "keys", "--json")]
    [InlineData("the level is unknown", "", 2, "--log takes", "get", "keys", "--log=loud")]
    public async Task Failures_are_told_on_stderr(string because, string input, int exitCode, string message, params string[] arguments)
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunWithInputAsync(world, input, arguments);
        Assert.True(run.ExitCode == exitCode && run.Output.Length == 0 && run.Error.Contains(message, StringComparison.Ordinal), $"{because}: {run}");
        Assert.Equal(0, world.AssumeRoleCalls);
    }

    [Theory]
    [InlineData()]
    [InlineData("--encrypt")]
    public async Task List_prints_all_profiles_without_their_secrets(params string[] options)
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunAsync(world, ["list", .. options]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            $"""
            keys (IamCredentialsProfile)
                aws_access_key_id = AKIASTATIC
                aws_secret_access_key = ***
            role (IamSourceProfileProfile)
                role_arn = {ClientWorld.RoleArn}
                source_profile = keys
            mfa (IamSourceProfileProfile)
                role_arn = {ClientWorld.RoleArn}
                source_profile = keys
                mfa_serial = {ClientWorld.MfaSerial}

            """,
            run.Output);
    }

    [Fact]
    public async Task Set_writes_settings_and_reads_secrets_from_stdin()
    {
        const string Secret = "typed/SECRET=with+marks";
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunWithInputAsync(world, $"{Secret}\n", "set", "new", "aws_access_key_id=AKIANEW", "aws_secret_access_key", "region=eu-west-1");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain("SECRET", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains($"aws_secret_access_key = {Secret}", world.ReadFile("credentials"), StringComparison.Ordinal);
        Assert.Contains("region = eu-west-1", world.ReadFile("config"), StringComparison.Ordinal);

        await ClientProgram.RunAsync(world, "set", "new", "region=", "aws_secret_access_key=");
        Assert.DoesNotContain("region", world.ReadFile("config"), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, world.ReadFile("credentials"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_removes_a_profile()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunAsync(world, "delete", "mfa");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain("[profile mfa]", world.ReadFile("config"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a secret that is not given", 1, "nothing was written", "set", "keys", "aws_session_token")]
    [InlineData("a setting that cannot be kept", 1, "E_INVALID_PROFILE", "set", "keys", "region=a\nb")]
    [InlineData("a profile that is not there", 1, "E_PROFILE_NOT_FOUND", "delete", "nobody")]
    public async Task What_cannot_be_written_is_told_without_its_value_and_changes_nothing(string because, int exitCode, string message, params string[] arguments)
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        string before = world.ReadFile("config");
        var run = await ClientProgram.RunAsync(world, arguments);
        Assert.True(run.ExitCode == exitCode && run.Output.Length == 0 && run.Error.Contains(message, StringComparison.Ordinal), $"{because}: {run}");
        Assert.DoesNotContain("SECRET", run.Error, StringComparison.Ordinal);
        Assert.Equal((before, ""), (world.ReadFile("config"), world.ReadFile("credentials")));
    }

    [Fact]
    public async Task Invalidate_makes_the_next_get_ask_sts_again()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await ClientProgram.RunAsync(world, "get", "role");
        var again = await ClientProgram.RunAsync(world, "get", "role", "--no-sts");
        string id = again.Output.Split("id        ")[1].Trim();
        Assert.True(world.IsCached(id));

        var run = await ClientProgram.RunAsync(world, "invalidate", id);

        Assert.Equal((0, false, 1), (run.ExitCode, world.IsCached(id), world.AssumeRoleCalls));
        await ClientProgram.RunAsync(world, "get", "role");
        Assert.Equal(2, world.AssumeRoleCalls);
    }

    [Fact]
    public async Task Watch_shows_a_renewal_with_the_new_keys_and_ends_on_an_interrupt()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("There is no way to send Ctrl+C to one process on Windows.");
        await using ClientWorld world = await ClientWorld.OpenAsync();
        world.Aws.SessionLifetime = new TimeSpan(0, 5, 2);
        using var program = ClientProgram.Start(world, "watch", "role");
        string first = await program.LineWithAsync("key id");
        await program.LineWithAsync(" Refreshed ");
        Assert.NotEqual(first, await program.LineWithAsync("key id"));
        await program.LineWithAsync("id        ");

        using (var kill = Process.Start("kill", ["-INT", program.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await program.ExitCodeAsync());
    }

    [Fact]
    public async Task Help_goes_to_stdout()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        var run = await ClientProgram.RunAsync(world, "--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("identity-client: ", run.Output, StringComparison.Ordinal);
    }
}
