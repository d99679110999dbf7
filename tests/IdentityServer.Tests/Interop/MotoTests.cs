using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IdentityServer.Tests.Harness;
using IdentityServer.Tests.Sessions;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Interop;

/// <summary>A second STS, by other makers than the loopback AWS: what both accept, and what both give, is no accident of ours.</summary>
public sealed partial class MotoTests
{
    [Fact]
    public async Task Moto_gives_a_session_too()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole + "external_id = a+b/c=\nrole_session_name = me@corp\nduration_seconds = 900\n");
        await Tool.RequireAsync(stage.Home, Tool.Moto, "--help");
        using Process moto = Tool.Start(stage.Home, new Dictionary<string, string>(), Tool.Moto, "-H", "127.0.0.1", "-p", "0");
        try
        {
            stage.Environment["AWS_ENDPOINT_URL_STS"] = await EndpointAsync(moto);
            JsonObject credentials = CredentialsOf(await (await stage.ConnectAsync()).GetAsync("demo"));

            Assert.StartsWith("ASIA", (string?)credentials["accessKeyId"], StringComparison.Ordinal);
            TimeSpan left = DateTimeOffset.Parse((string)credentials["expiration"]!, null) - TimeProvider.System.GetUtcNow();
            Assert.InRange(left, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(15));
            JsonObject again = CredentialsOf(await (await stage.ConnectAsync()).GetAsync("demo"));
            Assert.True(JsonNode.DeepEquals(credentials, again), $"{credentials["expiration"]} and {again["expiration"]}");
            Assert.Single(stage.Home.CacheFiles());
            Assert.Equal(0, stage.AssumeRoleCalls);
        }
        finally
        {
            moto.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Moto_takes_the_questions_about_permissions()
    {
        await using Stage stage = await Stage.OpenAsync(Profiles.StaticAndRole);
        await Tool.RequireAsync(stage.Home, Tool.Moto, "--help");
        using Process moto = Tool.Start(stage.Home, new Dictionary<string, string>(), Tool.Moto, "-H", "127.0.0.1", "-p", "0");
        try
        {
            stage.Environment["AWS_ENDPOINT_URL_STS"] = stage.Environment["AWS_ENDPOINT_URL_IAM"] = await EndpointAsync(moto);
            ServerProcess server = await stage.ConnectAsync();
            await server.GetAsync("demo"); // For an assumed role it wants to have made the session.
            JsonObject response = await server.RequestAsync(GetIamCredential, PermissionParams("demo", "s3:GetObject", "sqs:SendMessage"));
            string said = response.ToJsonString() + server.StandardError;
            TestContext.Current.TestOutputHelper?.WriteLine(said);
            Assert.DoesNotContain("InvalidAction", said, StringComparison.Ordinal);
        }
        finally
        {
            moto.Kill(entireProcessTree: true);
        }
    }

    // It says on stderr where it serves, once it does.
    private static async Task<string> EndpointAsync(Process moto)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (await moto.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (Running().Match(line) is { Success: true } match)
            {
                _ = moto.StandardError.ReadToEndAsync(CancellationToken.None); // Its log must not fill the pipe.
                return match.Groups["url"].Value;
            }
        }

        throw new InvalidOperationException("moto_server ended before it served.");
    }

    [GeneratedRegex(@"Running on (?<url>http://127\.0\.0\.1:[0-9]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Running();
}
