using System.Net;
using System.Net.Sockets;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Whatever its size, what comes from outside costs little time, memory and text.</summary>
public sealed class BoundsTests : ResolverTest
{
    // In milliseconds.
    private const int Patience = 60_000;

    // A message for a person, with the longest paths of the tests in it.
    private const int LongestMessage = 2000;

    [Fact(Timeout = Patience)]
    public async Task An_answer_without_end_is_given_up()
    {
        await using var endless = new EndlessService();
        Variables["AWS_ENDPOINT_URL_STS"] = endless.Endpoint;
        WriteConfig(BaseProfile, "[profile dev]", "role_arn = arn:aws:iam::123456789012:role/Demo", "source_profile = base", "max_attempts = 1");

        IdentityException failure = await FailsAsync("dev");

        Assert.Equal(IdentityErrorCode.CannotCreateStsCredential, failure.Code);
        Assert.Contains("answered with more than 1 MiB", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_name_of_a_megabyte_is_not_quoted_whole()
    {
        WriteConfig(BaseProfile);

        IdentityException failure = await FailsAsync(new string('x', 1_000_000));

        Assert.InRange(failure.Message.Length, 0, LongestMessage);
    }

    [Fact(Timeout = Patience)]
    public async Task A_circle_of_ten_thousand_profiles_is_told_by_its_beginning_and_end()
    {
        WriteConfig([.. Enumerable.Range(0, 10_000).Select(number =>
            $"[profile p{number}]\nrole_arn = arn:aws:iam::123456789012:role/R{number}\nsource_profile = p{(number + 1) % 10_000}")]);

        IdentityException failure = await FailsAsync("p0");

        Assert.Equal(IdentityErrorCode.InvalidProfile, failure.Code);
        Assert.Contains("p0 → p1 → p2 → p3 → p4 → p5 → p6 → p7 → … → p9993 → p9994 → p9995 → p9996 → p9997 → p9998 → p9999 → p0", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 0, LongestMessage);
    }

    [Fact(Timeout = Patience)]
    public async Task What_STS_says_at_length_is_cut()
    {
        Server.Enqueue(LocalAwsActions.AssumeRole, Fault.Error(403, "AccessDenied", new string('n', 100_000)));
        WriteConfig(BaseProfile, "[profile dev]", "role_arn = arn:aws:iam::123456789012:role/Demo", "source_profile = base", "max_attempts = 1");

        IdentityException failure = await FailsAsync("dev");

        Assert.Contains("nnn…", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 500, LongestMessage);
    }

    [Fact(Timeout = Patience)]
    public async Task A_chain_of_more_than_a_hundred_roles_is_refused_without_a_call()
    {
        WriteConfig([.. Enumerable.Range(0, 101).Select(number =>
            $"[profile p{number}]\nrole_arn = arn:aws:iam::123456789012:role/R{number}\nsource_profile = p{number + 1}").Append("[profile p101]\naws_access_key_id = AKIA1\naws_secret_access_key = s")]);

        IdentityException failure = await FailsAsync("p0");

        Assert.Equal(IdentityErrorCode.InvalidProfile, failure.Code);
        Assert.Contains("101 roles would have to be assumed one after the other, and at most 100 are", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Calls);
    }

    /// <summary>An HTTP service whose every answer goes on for ever.</summary>
    private sealed class EndlessService : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task serving;

        public EndlessService()
        {
            listener.Start();
            serving = ServeAsync();
        }

        public string Endpoint => $"http://{listener.LocalEndpoint}";

        public async ValueTask DisposeAsync()
        {
            listener.Dispose();
            await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync()
        {
            byte[] more = new byte[64 * 1024];
            more.AsSpan().Fill((byte)'a');
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                try
                {
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<AssumeRoleResponse><a>"u8.ToArray());
                    while (true)
                        await stream.WriteAsync(more);
                }
                catch (IOException)
                {
                    // Given up by the client.
                }
            }
        }
    }
}
