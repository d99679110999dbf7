using System.Collections.Immutable;
using static IdentityServer.Core.SharedConfig.SettingNames;

namespace IdentityServer.Core.Profiles;

/// <summary>The settings that make a profile one of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Required">Settings that the profile must have.</param>
/// <param name="Optional">Settings that bear on the kind where they are present.</param>
/// <param name="Absent">Settings that the profile must not have.</param>
public sealed record ProfileKindRule(ProfileKind Kind, ImmutableArray<string> Required, ImmutableArray<string> Optional, ImmutableArray<string> Absent);

/// <summary>The rule table of the published protocol (<c>@aws/language-server-runtimes</c>, <c>ProfileKind</c>). A new kind is a new row.</summary>
public static class ProfileKindRules
{
    /// <summary>All rules, in the order in which kinds are listed on the wire.</summary>
    public static ImmutableArray<ProfileKindRule> All { get; } =
    [
        new(ProfileKind.SsoTokenProfile, [SsoSession], [Region], [SsoAccountId, SsoRoleName]),
        new(ProfileKind.IamCredentialsProfile, [AwsAccessKeyId, AwsSecretAccessKey], [AwsSessionToken], []),
        new(
            ProfileKind.IamSourceProfileProfile,
            [RoleArn, SourceProfile],
            [ExternalId, RoleSessionName, Region, MfaSerial, CredentialCache, CredentialCacheLocation],
            [CredentialSource]),
        new(
            ProfileKind.IamCredentialSourceProfile,
            [RoleArn, CredentialSource],
            [ExternalId, RoleSessionName, Region, CredentialCache, CredentialCacheLocation],
            [SourceProfile]),
        new(ProfileKind.IamCredentialProcessProfile, [CredentialProcess], [], []),
    ];

    /// <summary>Every setting that makes or completes a kind, in the order of the table: the settings of a profile that clients see.</summary>
    public static ImmutableArray<string> Settings { get; } = [.. All.SelectMany(rule => rule.Required.Concat(rule.Optional)).Distinct()];

    /// <summary>The settings of the sso-session that an <see cref="ProfileKind.SsoTokenProfile"/> names.</summary>
    public static ImmutableArray<string> SsoSessionSettings { get; } = [SsoStartUrl, SsoRegion, SsoRegistrationScopes];
}
