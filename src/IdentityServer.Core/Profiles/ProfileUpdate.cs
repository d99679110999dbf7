using System.Collections.Immutable;

namespace IdentityServer.Core.Profiles;

/// <summary>What <see cref="ProfileEditor.UpdateAsync"/> is to make of a profile and, where given, of an sso-session.</summary>
public sealed record ProfileUpdate
{
    /// <summary>The profile.</summary>
    public required SectionWish Profile { get; init; }

    /// <summary>The kinds whose rules the profile must meet afterwards. <see cref="ProfileKind.Unknown"/> has no rule.</summary>
    public required ImmutableArray<ProfileKind> Kinds { get; init; }

    /// <summary>The sso-session; null leaves every sso-session as it is.</summary>
    public SectionWish? SsoSession { get; init; }

    /// <summary>Whether a profile that does not exist is created.</summary>
    public bool CreateNonexistentProfile { get; init; } = true;

    /// <summary>Whether an sso-session that does not exist is created.</summary>
    public bool CreateNonexistentSsoSession { get; init; } = true;

    /// <summary>Whether an sso-session that other profiles use, too, may be changed.</summary>
    public bool UpdateSharedSsoSession { get; init; }
}
