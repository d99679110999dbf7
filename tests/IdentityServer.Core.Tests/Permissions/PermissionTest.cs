using IdentityServer.Core.Credentials;
using IdentityServer.Core.Permissions;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Tests.SharedConfig;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Permissions;

/// <summary>The checks of credentials against a loopback STS and IAM, with the real SDK, on files of their own and a clock that stands still.</summary>
public abstract class PermissionTest : IAsyncLifetime
{
    protected const string KeyId = "AKIALOCALBASE0000001";
    protected const string SecretKey = "base/SECRET+key/0001";
    protected const string Token = "known-TOKEN+0001==";

    /// <summary>Whose <see cref="KeyId"/> is, as the loopback STS tells it.</summary>
    protected const string User = "arn:aws:iam::123456789012:user/local";

    private readonly TempConfig files = new();

    private protected ListLogger<PermissionCheck> Log { get; } = new();

    private protected ListLogger<CredentialOverrides> OverrideLog { get; } = new();

    private protected Dictionary<string, string> Variables { get; } = [];

    private protected PermissionCheck Check { get; private set; } = null!;

    private protected CredentialOverrides Overrides { get; private set; } = null!;

    protected LocalAwsServer Server { get; private set; } = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected static AwsCredentials LongTermKeys { get; } = new(KeyId, new Secret(SecretKey));

    private protected static AwsCredentials SessionKeys { get; } = LongTermKeys with { SessionToken = new Secret(Token) };

    protected IReadOnlyList<LoggedRequest> Simulations => Server.RequestsOf(LocalAwsActions.SimulatePrincipalPolicy);

    private protected DateTimeOffset Now => files.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        Server = await LocalAwsServer.StartAsync(files.Time);
        Variables["AWS_ENDPOINT_URL_STS"] = Server.Endpoint.ToString();
        Variables["AWS_ENDPOINT_URL_IAM"] = Server.Endpoint.ToString();
        ProfileStore store = files.Store();
        Check = new PermissionCheck(store, Variables, files.Time, Log);
        Overrides = new CredentialOverrides(store, new CredentialPlanner(Variables), Check, Variables, files.Time, OverrideLog);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
        files.Dispose();
    }

    protected void WriteConfig(params string[] lines) => files.WriteConfig(string.Join('\n', lines));

    /// <summary>The next GetCallerIdentity names this caller, or with an empty text nobody.</summary>
    protected void NextCallerIs(string arn) => Server.Enqueue(
        LocalAwsActions.GetCallerIdentity,
        Fault.Garbage(
            $"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>{arn}</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
            "text/xml"));

    protected static void AssertNoSecretIn(string text) =>
        Assert.All((string[])[SecretKey, Token], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
}
