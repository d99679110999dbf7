using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>The person in front of the editor: gives the code that the test says, and remembers what was asked.</summary>
internal sealed class FakeClient : IIdentityClient
{
    private readonly List<(string Profile, string? Serial)> asked = [];

    public Func<CancellationToken, Task<MfaCode>> Answer { get; set; } =
        _ => throw new IdentityException(IdentityErrorCode.MfaRequired, "nobody gives a code in this test");

    public IReadOnlyList<(string Profile, string? Serial)> Asked
    {
        get
        {
            lock (asked)
                return [.. asked];
        }
    }

    public void Gives(string code, string? mfaSerial = null) => Answer = _ => Task.FromResult(new MfaCode(new Secret(code), mfaSerial));

    public Task<MfaCode> GetMfaCodeAsync(string profileName, string? mfaSerial, CancellationToken cancellationToken)
    {
        lock (asked)
            asked.Add((profileName, mfaSerial));
        return Answer(cancellationToken);
    }
}
