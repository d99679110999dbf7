using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>What a process prints and how it ends, by the table <c>process-output.json</c>; and how long its keys are kept.</summary>
public sealed class ProcessCredentialsTests : IDisposable
{
    private static readonly JsonElement[] Cases =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Credentials", "process-output.json"))).RootElement.EnumerateArray()];

    private readonly ProcessBench bench = new();

    public static TheoryData<string> CaseNames => [.. Cases.Select(row => row.GetProperty("name").GetString()!)];

    public void Dispose() => bench.Dispose();

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Output(string name)
    {
        JsonElement row = Cases.Single(candidate => candidate.GetProperty("name").GetString() == name);
        bench.Write("output", row.TryGetProperty("base64", out JsonElement base64) ? base64.GetBytesFromBase64() : Encoding.UTF8.GetBytes(Text(row, "output") ?? ""));
        string command = $"cat '{bench.PathOf("output")}'; {Text(row, "then")}";

        if (Text(row, "fault") is { } fault)
        {
            AssertFault(await bench.FailsAsync(command), fault);
            return;
        }

        AwsCredentials keys = await bench.GetAsync(command);
        JsonElement expected = row.GetProperty("expect");
        Assert.Equal(("AKIA1", "s+/1", Text(expected, "token")), (keys.AccessKeyId, keys.SecretAccessKey.Reveal(), keys.SessionToken?.Reveal()));
        Assert.Equal(Text(expected, "expiration") is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null, keys.Expiration);
        Assert.Equal(Text(expected, "account"), keys.AccountId);
    }

    [Fact]
    public async Task As_much_as_a_mebibyte_may_be_printed()
    {
        bench.Write("output", ProcessBench.Keys.PadRight(1024 * 1024));
        await bench.GetAsync($"cat '{bench.PathOf("output")}'");

        bench.Write("output", ProcessBench.Keys.PadRight((1024 * 1024) + 1));
        AssertFault(await bench.FailsAsync($"cat '{bench.PathOf("output")}'"), "printed more than 1 MiB and was stopped");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_process_that_prints_for_ever_is_stopped()
    {
        AssertFault(await bench.FailsAsync("yes"), "printed more than 1 MiB and was stopped");
    }

    [Fact(Timeout = 30_000)]
    public async Task Stderr_may_be_as_long_as_it_likes_and_is_logged_short()
    {
        await bench.GetAsync($"head -c 5000000 /dev/zero | tr '\\0' ' ' >&2; echo the end >&2; echo '{ProcessBench.Keys}'");

        Assert.True(bench.Log.Lines.Sum(line => line.Length) < 20_000);
    }

    [Fact(Timeout = 30_000)]
    public async Task Stdin_is_empty()
    {
        // Were it the server's own, the process would wait for the protocol and take from it.
        await bench.GetAsync($"test \"$(cat | wc -c)\" -eq 0 && echo '{ProcessBench.Keys}'");
    }

    [Fact]
    public async Task Stderr_is_logged_masked_and_never_in_the_error()
    {
        const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

        IdentityException error = await bench.FailsAsync($"echo 'cannot sign in with {Secret}' >&2; echo '{ProcessBench.Keys}'; exit 1");

        AssertFault(error, "ended with exit code 1");
        Assert.DoesNotContain("cannot sign in", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(bench.Log.Lines, line => line.Contains("cannot sign in with ***", StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal) || line.Contains("s+/1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_of_any_form_are_masked_in_the_stderr_of_the_process_that_gives_them()
    {
        await bench.GetAsync("echo '{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"hunter2\",\"SessionToken\":\"short99\"}' | tee /dev/stderr");

        Assert.Contains(bench.Log.Lines, line => line.Contains("\"SecretAccessKey\":\"***\",\"SessionToken\":\"***\"", StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Log.Lines, line => line.Contains("hunter2", StringComparison.Ordinal) || line.Contains("short99", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_line_is_nowhere_to_be_seen()
    {
        // It can hold a password.
        IdentityException error = await bench.FailsAsync(": --password hunter2; exit 1");

        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Log.Lines, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_shell_quotes_as_the_shell_does()
    {
        bench.Write("two words", ProcessBench.Keys);

        await bench.GetAsync($"FILE='{bench.PathOf("two words")}'; cat \"$FILE\" | cat -");
    }

    [Fact]
    public async Task Keys_with_an_end_are_kept_until_five_minutes_before_it()
    {
        bench.Write("output", """{"Version":1,"AccessKeyId":"AKIA1","SecretAccessKey":"s+/1","Expiration":"2026-01-01T01:01:00Z"}""");
        string command = bench.Counted($"cat '{bench.PathOf("output")}'");
        AwsCredentials first = await bench.GetAsync(command);

        bench.Time.Advance(TimeSpan.FromMinutes(55) - TimeSpan.FromTicks(1));
        Assert.Equal(first, await bench.GetAsync(command));
        Assert.Equal(1, bench.Runs);
        bench.Time.Advance(TimeSpan.FromTicks(1));
        await bench.GetAsync(command);

        Assert.Equal(2, bench.Runs);
    }

    [Fact]
    public async Task Keys_without_an_end_are_asked_for_each_time()
    {
        string command = bench.Counted($"echo '{ProcessBench.Keys}'");

        await bench.GetAsync(command);
        await bench.GetAsync(command);

        Assert.Equal(2, bench.Runs);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        bench.Write("output", "");
        string command = $"cat '{bench.PathOf("output")}'";
        await bench.FailsAsync(command);
        bench.Write("output", ProcessBench.Keys);

        await bench.GetAsync(command);
    }

    [Fact(Timeout = 30_000)]
    public async Task Two_callers_share_one_run()
    {
        string gate = bench.MakePipe("gate");
        string command = bench.Counted($"cat '{gate}'");

        Task<AwsCredentials>[] callers = [bench.GetAsync(command), bench.GetAsync(command)];
        await ProcessBench.WritePipeAsync(gate, ProcessBench.Keys);

        AwsCredentials[] keys = await Task.WhenAll(callers);
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(1, bench.Runs);
    }

    private static void AssertFault(IdentityException error, string fault)
    {
        Assert.Equal(IdentityErrorCode.InvalidProfile, error.Code);
        Assert.StartsWith("Profile \"dev\": credential_process (/home/me/.aws/config:7) " + fault, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIA1", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s+/1", error.ToString(), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
