using System.Text.Json;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Every way in which STS fails has a message of its own, by the table <c>sts-errors.json</c>.</summary>
public sealed class StsErrorTests : ResolverTest
{
    private const string MfaCode = "987654";

    // Each of the SDK's attempts that meets a reset connection is repeated ten times by its HTTP layer.
    private const int EnoughDrops = 60;

    private static readonly JsonElement[] Cases =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Credentials", "sts-errors.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> CaseNames => [.. Cases.Select(row => row.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Error(string name)
    {
        JsonElement row = Cases.Single(candidate => candidate.GetProperty("name").GetString() == name);
        bool mfa = row.TryGetProperty("mfa", out _);
        WriteConfig(
            "[profile dev]",
            "role_arn = arn:aws:iam::111122223333:role/Demo",
            "source_profile = base",
            "region = eu-west-1",
            "max_attempts = 1",
            mfa ? "mfa_serial = arn:aws:iam::123456789012:mfa/me" : "",
            BaseProfile);
        Client.Gives(MfaCode);
        Script(row);

        IdentityException error = await FailsAsync("dev");

        Assert.Equal(IdentityErrorCode.CannotCreateStsCredential, error.Code);
        Assert.StartsWith($"Profile \"dev\" (dev → base), role_arn ({ConfigFile}:2): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(row.GetProperty("says").GetString()!, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", error.Message, StringComparison.Ordinal);
        Assert.All((string[])[BaseSecret, MfaCode, "half-SECRET", "half-TOKEN"], secret => Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal));
        Assert.Empty(CacheEntries());
    }

    [Fact]
    public async Task A_fault_of_STS_is_tried_again_and_nobody_hears_of_it()
    {
        WriteConfig(BaseProfile, "[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/Demo\nsource_profile = base");
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Error(500, "InternalFailure", "The request processing has failed"));
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Error(400, "Throttling", "Rate exceeded"));

        await GetAsync("dev");

        Assert.Equal(3, Calls.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_more_attempts_are_made_than_the_profile_says(int attempts)
    {
        WriteConfig(BaseProfile, $"[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/Demo\nsource_profile = base\nmax_attempts = {attempts}");
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Error(500, "InternalFailure", "The request processing has failed"), times: 5);

        await FailsAsync("dev");

        Assert.Equal(attempts, Calls.Count);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_chain_names_that_profile_its_line_and_who_signed()
    {
        const string Middle = "arn:aws:iam::111122223333:role/Middle";
        WriteConfig(
            BaseProfile.TrimEnd(),
            "[profile outer]",
            "role_arn = arn:aws:iam::111122223333:role/Outer",
            "source_profile = middle",
            "[profile middle]",
            $"role_arn = {Middle}",
            "source_profile = inner",
            "[profile inner]",
            "role_arn = arn:aws:iam::111122223333:role/Inner",
            "source_profile = base");
        Server.DeniedRoles.Add(Middle);

        IdentityException error = await FailsAsync("outer");

        Assert.StartsWith($"Profile \"middle\" (outer → middle → inner → base), role_arn ({ConfigFile}:8): STS denied the role {Middle}", error.Message, StringComparison.Ordinal);
        Assert.Contains("the keys of profile \"inner\" may call", error.Message, StringComparison.Ordinal);
        Assert.Single(CacheEntries());
    }

    [Fact]
    public async Task A_rejected_code_is_not_kept_and_the_next_request_asks_again()
    {
        const string MfaSerial = "arn:aws:iam::123456789012:mfa/me";
        WriteConfig(BaseProfile, $"[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/Demo\nsource_profile = base\nmfa_serial = {MfaSerial}");
        Server.MfaCodes[MfaSerial] = "123456";
        Client.Gives("000000");
        Assert.Contains("STS rejected the MFA code", (await FailsAsync("dev")).Message, StringComparison.Ordinal);
        Client.Gives("123456");

        await GetAsync("dev");

        Assert.Equal(2, Client.Asked.Count);
    }

    private void Script(JsonElement row)
    {
        if (row.TryGetProperty("error", out JsonElement error))
            Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Error(error[0].GetInt32(), error[1].GetString()!, error[2].GetString()!));
        else if (row.TryGetProperty("garbage", out JsonElement garbage))
            Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Garbage(garbage[0].GetString()!, garbage[1].GetString()!, garbage[2].GetInt32()));
        else if (row.TryGetProperty("drop", out _))
            Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Drop(), EnoughDrops);
        else
            Variables["AWS_ENDPOINT_URL_STS"] = row.GetProperty("endpoint").GetString() is "https" ? $"https://127.0.0.1:{Server.Endpoint.Port}" : row.GetProperty("endpoint").GetString()!;
    }
}
