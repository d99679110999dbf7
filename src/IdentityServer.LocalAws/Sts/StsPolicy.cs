using System.Collections.Concurrent;

namespace IdentityServer.LocalAws.Sts;

/// <summary>Who is known and what is allowed; tests change it while the server runs.</summary>
internal sealed class StsPolicy
{
    public IDictionary<string, string> MfaCodes { get; } = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    public ISet<string> RolesRequiringMfa { get; } = new SharedSet();

    public ISet<string> DeniedRoles { get; } = new SharedSet();

    public ISet<string> AcceptedAccessKeyIds { get; } = new SharedSet();

    public IDictionary<string, string> KnownSessionTokens { get; } = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
}
