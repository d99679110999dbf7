using System.Collections.Immutable;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Profiles;

/// <summary>Tells the kinds of a profile.</summary>
public static class ProfileClassifier
{
    /// <summary>The kinds whose rule <paramref name="profile"/> meets, in the order of the rule table; <see cref="ProfileKind.Unknown"/> alone where it meets none.</summary>
    public static ImmutableArray<ProfileKind> KindsOf(ConfigSection profile)
    {
        ImmutableArray<ProfileKind>.Builder kinds = ImmutableArray.CreateBuilder<ProfileKind>();
        foreach (ProfileKindRule rule in ProfileKindRules.All)
        {
            if (rule.Required.All(Has) && !rule.Absent.Any(Has))
                kinds.Add(rule.Kind);
        }

        return kinds.Count == 0 ? [ProfileKind.Unknown] : kinds.ToImmutable();

        bool Has(string setting) => profile.Find(setting) is not null;
    }
}
