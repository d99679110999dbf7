using IdentityServer.LocalAws;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>What a client is told about a profile that cannot work, or that STS turns down.</summary>
public sealed class ProfileErrorTests
{
    [Fact]
    public async Task A_profile_that_is_not_there_is_named()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.Base);
        RpcError error = (await (await stage.ConnectAsync()).GetErrorAsync("nobody")).Is("E_PROFILE_NOT_FOUND");
        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_file_no_profile_is_found()
    {
        await using Stage stage = await Stage.OpenAsync();
        (await (await stage.ConnectAsync()).GetErrorAsync("default")).Is("E_PROFILE_NOT_FOUND");
    }

    [Theory]
    [InlineData("half a key pair, the secret missing", "aws_access_key_id = AKIAHALF", "aws_secret_access_key")]
    [InlineData("half a key pair, the id missing", "aws_secret_access_key = half", "aws_access_key_id")]
    [InlineData("half a key pair, the secret indented", "aws_access_key_id = AKIAHALF\n  aws_secret_access_key = half", "Take the indentation out")]
    [InlineData("an empty value counts as absent", "aws_access_key_id = AKIAHALF\naws_secret_access_key =", "aws_secret_access_key")]
    [InlineData("a role with neither source", "role_arn = arn:aws:iam::123456789012:role/Demo", "source_profile")]
    [InlineData("a role with both sources", "role_arn = arn:aws:iam::123456789012:role/Demo\nsource_profile = base\ncredential_source = Environment", "credential_source")]
    [InlineData("a credential_source that does not exist", "role_arn = arn:aws:iam::123456789012:role/Demo\ncredential_source = Moon", "credential_source")]
    [InlineData("no credential setting at all", "region = eu-west-1", "wrong")]
    [InlineData("it names itself but holds no keys", "role_arn = arn:aws:iam::123456789012:role/Demo\nsource_profile = wrong", "wrong")]
    public async Task A_profile_that_is_wrong_says_where(string why, string settings, string named)
    {
        await using Stage stage = await Stage.OpenAsync($"{Profiles.Base}\n[profile wrong]\n{settings}\n");
        RpcError error = (await (await stage.ConnectAsync()).GetErrorAsync("wrong")).Is("E_INVALID_PROFILE");
        Assert.True(error.Message.Contains(named, StringComparison.Ordinal), $"{why}: '{error.Message}' does not name {named}");
        Assert.Contains("wrong", error.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Aws.Requests);
    }

    // Both codes say it: the profile is wrong, and a profile is not there. The message has to name both.
    [Fact]
    public async Task A_source_that_is_not_there_is_named_with_the_profile_that_wants_it()
    {
        await using Stage stage = await Stage.OpenAsync($"[profile wrong]\nrole_arn = {Profiles.DemoRole}\nsource_profile = missing-source\n");
        RpcError error = await (await stage.ConnectAsync()).GetErrorAsync("wrong");
        Assert.Equal(-32803, error.Code);
        Assert.Contains(error.AwsErrorCode, (string[])["E_INVALID_PROFILE", "E_PROFILE_NOT_FOUND"]);
        Assert.Contains("missing-source", error.Message, StringComparison.Ordinal);
        Assert.Contains("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_is_shown_with_its_path()
    {
        await using Stage stage = await Stage.OpenAsync("""
            [profile loop-a]
            role_arn = arn:aws:iam::123456789012:role/A
            source_profile = loop-b
            [profile loop-b]
            role_arn = arn:aws:iam::123456789012:role/B
            source_profile = loop-c
            [profile loop-c]
            role_arn = arn:aws:iam::123456789012:role/C
            source_profile = loop-a
            """);
        RpcError error = (await (await stage.ConnectAsync()).GetErrorAsync("loop-a")).Is("E_INVALID_PROFILE");
        Assert.Matches("loop-a.*loop-b.*loop-c.*loop-a", error.Message);
    }

    [Fact]
    public async Task Half_a_key_pair_in_a_source_profile_is_found_there()
    {
        await using Stage stage = await Stage.OpenAsync($"""
            [profile half]
            aws_access_key_id = AKIAHALF
            [profile role]
            role_arn = {Profiles.DemoRole}
            source_profile = half
            """);
        RpcError error = (await (await stage.ConnectAsync()).GetErrorAsync("role")).Is("E_INVALID_PROFILE");
        Assert.Contains("half", error.Message, StringComparison.Ordinal);
        Assert.Contains("aws_secret_access_key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_source_without_keys_in_the_environment_is_an_error_a_person_understands()
    {
        await using Stage stage = await Stage.OpenAsync($"[profile env]\nrole_arn = {Profiles.DemoRole}\ncredential_source = Environment\n");
        RpcError error = await (await stage.ConnectAsync()).GetErrorAsync("env");
        Assert.Equal(-32803, error.Code);
        Assert.NotEqual("E_UNKNOWN", error.AwsErrorCode);
        Assert.Contains("AWS_ACCESS_KEY_ID", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_wrong_profile_costs_the_others_nothing()
    {
        await using Stage stage = await Stage.OpenAsync("[profile wrong]\naws_access_key_id = AKIAHALF\n" + Profiles.Base);
        ServerProcess server = await stage.ConnectAsync();
        (await server.GetErrorAsync("wrong")).Is("E_INVALID_PROFILE");
        Assert.Equal(Profiles.BaseKey, AccessKeyOf(await server.GetAsync("base")));
    }

    [Fact]
    public async Task A_role_that_STS_denies_cannot_be_created()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.DeniedRoles.Add(Profiles.DemoRole);
        (await (await stage.ConnectAsync()).GetErrorAsync("demo")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
        Assert.Empty(stage.Home.CacheFiles());
    }

    [Fact]
    public async Task Keys_that_STS_does_not_know_cannot_create_a_credential()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.AcceptedAccessKeyIds.Add("AKIASOMEONEELSE");
        (await (await stage.ConnectAsync()).GetErrorAsync("demo")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
    }

    [Fact]
    public async Task An_answer_that_is_not_from_STS_cannot_create_a_credential()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Aws.Enqueue("AssumeRole", Fault.Garbage("<html>Sign in to the guest network</html>"), times: 11);
        (await (await stage.ConnectAsync()).GetErrorAsync("demo")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
        Assert.Empty(stage.Home.CacheFiles());
    }

    [Fact]
    public async Task An_STS_that_is_not_there_cannot_create_a_credential()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        stage.Environment["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:9/";
        (await (await stage.ConnectAsync()).GetErrorAsync("demo")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        ServerProcess server = await stage.ConnectAsync();
        stage.Aws.DeniedRoles.Add(Profiles.DemoRole);
        (await server.GetErrorAsync("demo")).Is("E_CANNOT_CREATE_STS_CREDENTIAL");
        stage.Aws.DeniedRoles.Clear();
        Assert.StartsWith("ASIA", AccessKeyOf(await server.GetAsync("demo")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("echo no JSON")]
    [InlineData("""echo {"Version":2}""")]
    [InlineData("/no/such/program")]
    public async Task A_credential_process_that_fails_is_a_failed_request(string command)
    {
        await using Stage stage = await Stage.OpenAsync($"[profile process]\ncredential_process = {command}\n");
        ServerProcess server = await stage.ConnectAsync();
        RpcError error = await server.GetErrorAsync("process");
        Assert.Equal(-32803, error.Code);
        Assert.Matches("^E_[A-Z_]+$", error.AwsErrorCode);
        Assert.NotEqual("E_UNKNOWN", error.AwsErrorCode);
        Assert.Contains("process", error.Message, StringComparison.Ordinal);
        await server.AssertServesAsync();
    }
}
