using System.Globalization;
using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using static IdentityServer.Tests.Harness.Conversation;

namespace IdentityServer.Tests.Sessions;

/// <summary>
/// The writer is killed at random moments, again and again. After each kill every entry that can be seen is whole, and the next server
/// takes up the work. The figures of docs/reliability.md are this test's output.
/// </summary>
public sealed class CrashTests
{
    private const int Roles = 40;

    // A managed build takes half a second to start, so it is killed a few times only; the native one some hundreds of times.
    private static readonly int Kills = ServerExecutable.IsGiven ? 300 : 20;

    [Fact]
    public async Task However_often_the_writer_is_killed_no_half_entry_is_ever_seen()
    {
        await using Stage stage = await Stage.OpenAsync(string.Join('\n', Enumerable.Range(0, Roles).Select(RoleProfile).Prepend(Profiles.Base)));
        var random = new Random(20260101);
        int entries = 0;
        int leftOver = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            Moment moment = kill % 2 == 0 ? Moment.FirstCall : Moment.FirstAnswer;
            await KillInTheMiddleAsync(stage, moment, TimeSpan.FromMilliseconds(random.NextDouble() * 60));
            string[] files = Directory.Exists(stage.Home.CacheFolder) ? Directory.GetFiles(stage.Home.CacheFolder) : [];
            foreach (string file in files.Where(file => file.EndsWith(".json", StringComparison.Ordinal)))
            {
                AssertWhole(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
                entries++;
            }

            leftOver += files.Count(file => file.EndsWith(".tmp", StringComparison.Ordinal));
            if (kill < Kills - 1 && files.Length > 0)
                Directory.Delete(stage.Home.CacheFolder, recursive: true);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Kills} kills: {entries} entries seen afterwards, all whole; {leftOver} writes were cut in the middle and left a temporary file only"));
        Assert.NotEqual(0, entries);
        ServerProcess next = await stage.ConnectAsync();
        Assert.NotEmpty(AccessKeyOf(await next.GetAsync("role0")));
    }

    private static string RoleProfile(int number) => $"[profile role{number}]\nrole_arn = arn:aws:iam::123456789012:role/Role{number}\nsource_profile = base\n";

    // Requests for many roles at once keep it writing. On a slow machine the first entry is long in coming, on a fast one the last is soon there.
    private static async Task KillInTheMiddleAsync(Stage stage, Moment moment, TimeSpan after)
    {
        stage.Aws.Forget();
        await using ServerProcess server = await stage.ConnectAsync();
        Task<PendingRequest>[] requests = [.. Enumerable.Range(0, Roles).Select(number => server.BeginAsync(GetIamCredential, CredentialParams($"role{number}")))];
        await stage.Aws.WaitForRequestAsync("AssumeRole", 1, TestContext.Current.CancellationToken);
        await Task.WhenAll(requests);
        if (moment == Moment.FirstAnswer)
            await server.NextResponseAsync();
        await Task.Delay(after, TimeProvider.System, TestContext.Current.CancellationToken);
        server.Kill();
    }

    private enum Moment
    {
        FirstCall,
        FirstAnswer,
    }

    private static void AssertWhole(string text)
    {
        JsonNode credentials = JsonNode.Parse(text)!["Credentials"]!;
        Assert.StartsWith("ASIA", (string)credentials["AccessKeyId"]!, StringComparison.Ordinal);
        Assert.Contains("SECRET", (string)credentials["SecretAccessKey"]!, StringComparison.Ordinal);
        Assert.EndsWith("==", (string)credentials["SessionToken"]!, StringComparison.Ordinal);
        Assert.EndsWith("Z", (string)credentials["Expiration"]!, StringComparison.Ordinal);
    }
}
