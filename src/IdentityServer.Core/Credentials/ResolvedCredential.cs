using System.Collections.Immutable;
using IdentityServer.Core.Profiles;

namespace IdentityServer.Core.Credentials;

/// <summary>The credential of a profile.</summary>
/// <param name="Id">Its id, see <see cref="CredentialPlan.Id"/>.</param>
/// <param name="Kinds">The kinds of the profile.</param>
/// <param name="Credentials">The keys.</param>
public sealed record ResolvedCredential(string Id, ImmutableArray<ProfileKind> Kinds, AwsCredentials Credentials);
