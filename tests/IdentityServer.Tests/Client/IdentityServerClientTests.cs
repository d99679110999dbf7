using System.Collections.Concurrent;
using IdentityServer.Client;
using IdentityServer.LocalAws;
using IdentityServer.Protocol;

namespace IdentityServer.Tests.Client;

public sealed class IdentityServerClientTests
{
    [Theory]
    [InlineData(CredentialTransport.InTheClear)]
    [InlineData(CredentialTransport.Encrypted)]
    public async Task It_hands_out_keys_in_the_clear_and_what_to_forward_as_it_came(CredentialTransport transport)
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await using IdentityServerClient client = await world.StartAsync(transport);

        GetIamCredentialResult result = await client.GetIamCredentialAsync("role", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(ClientWorld.IsMinted(result.Credential.Credentials));
        Assert.Equal(result.Credential.Credentials, result.Credentials);
        Assert.Equal(transport == CredentialTransport.Encrypted, result.UpdateCredentialsParams.Encrypted);
        Assert.Equal(transport == CredentialTransport.Encrypted, result.UpdateCredentialsParams.Data.Jwe is not null);
        Assert.Equal(transport == CredentialTransport.Encrypted ? 32 : null, client.EncryptionKey?.Length);
        Assert.Equal(0, await client.ShutdownAsync());
    }

    [Theory]
    [InlineData(CredentialTransport.InTheClear)]
    [InlineData(CredentialTransport.Encrypted)]
    public async Task It_lists_writes_and_deletes_profiles_with_their_secrets_in_the_clear(CredentialTransport transport)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await using IdentityServerClient client = await world.StartAsync(transport);

        ListProfilesResult listing = await client.ListProfilesAsync(cancellation);
        Assert.Equal(["keys", "role", "mfa"], listing.Profiles.Select(profile => profile.Name));
        Assert.Equal(ClientWorld.StaticSecret, listing.Profiles[0].Settings!["aws_secret_access_key"]);
        Assert.DoesNotContain("SECRET", listing.Profiles[0].ToString(), StringComparison.Ordinal);

        await client.UpdateProfileAsync(
            listing.Profiles[0] with { Name = "copy" },
            new SsoSession { Name = "team", Settings = new Dictionary<string, SsoSetting?> { ["sso_start_url"] = new("u"), ["sso_region"] = new("r"), ["sso_registration_scopes"] = new(["a", "b"]) } },
            cancellationToken: cancellation);
        Assert.Contains($"aws_secret_access_key = {ClientWorld.StaticSecret}", world.ReadFile("credentials"), StringComparison.Ordinal);
        listing = await client.ListProfilesAsync(cancellation);
        Assert.Equal(ClientWorld.StaticSecret, listing.Profiles.Single(profile => profile.Name == "copy").Settings!["aws_secret_access_key"]);
        Assert.Equal(["a", "b"], listing.SsoSessions.Single().Settings!["sso_registration_scopes"]!.List!);

        await client.DeleteProfileAsync("copy", cancellationToken: cancellation);
        Assert.DoesNotContain((await client.ListProfilesAsync(cancellation)).Profiles, profile => profile.Name == "copy");
    }

    [Fact]
    public async Task A_client_that_cannot_ask_for_codes_says_so()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await using IdentityServerClient client = await world.StartAsync();
        IdentityServerException error = await FailAsync(client, "mfa");
        Assert.Equal((LspErrorCodes.RequestFailed, AwsErrorCodes.E_MFA_REQUIRED), (error.Code, error.AwsErrorCode));
        Assert.Contains("does not know how to ask", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_that_throws_declines_and_keeps_its_text_to_itself()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await using IdentityServerClient client = await world.StartAsync(prompt: (_, _) => throw new InvalidOperationException("private"));
        IdentityServerException error = await FailAsync(client, "mfa");
        Assert.Equal(AwsErrorCodes.E_MFA_REQUIRED, error.AwsErrorCode);
        Assert.DoesNotContain("private", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_lines_arrive_as_events()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await using IdentityServerClient client = await world.StartAsync(logLevel: "info");
        var lines = new ConcurrentQueue<LogMessageParams>();
        var seen = new TaskCompletionSource();
        client.LogMessage += line =>
        {
            lines.Enqueue(line);
            if (line.Message.Contains("STS gave session", StringComparison.Ordinal))
                seen.TrySetResult();
        };
        await client.GetIamCredentialAsync("role", cancellationToken: TestContext.Current.CancellationToken);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(lines, line => line.Message.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_request_leaves_the_session_usable()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await using IdentityServerClient client = await world.StartAsync();
        world.Aws.Enqueue(LocalAwsActions.AssumeRole, Fault.Hold(new TaskCompletionSource().Task));
        using var cancellation = new CancellationTokenSource();
        Task<GetIamCredentialResult> held = client.GetIamCredentialAsync("role", cancellationToken: cancellation.Token);
        await world.Aws.WaitForRequestAsync(LocalAwsActions.AssumeRole, 1, TestContext.Current.CancellationToken);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        GetIamCredentialResult next = await client.GetIamCredentialAsync("role", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(ClientWorld.IsMinted(next.Credentials));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_an_error_and_not_a_riddle()
    {
        await using ClientWorld world = await ClientWorld.OpenAsync();
        await using IdentityServerClient client = await world.StartAsync();
        await client.ShutdownAsync();
        IdentityServerException error = await FailAsync(client, "keys");
        Assert.Null(error.Code);
        Assert.Contains("ended with exit code 0", error.Message, StringComparison.Ordinal);
    }

    private static Task<IdentityServerException> FailAsync(IdentityServerClient client, string profileName) =>
        Assert.ThrowsAsync<IdentityServerException>(() => client.GetIamCredentialAsync(profileName, cancellationToken: TestContext.Current.CancellationToken));
}
