using System.Collections.Immutable;
using IdentityServer.Core;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>The params of <c>updateProfile</c> in the domain's words, with their secrets opened.</summary>
internal sealed class UpdateMapper
{
    private static readonly ImmutableArray<ProfileKind> Kinds = [.. Enum.GetValues<ProfileKind>()];

    private readonly SecretOpener opener;

    public UpdateMapper(SecretOpener opener)
    {
        this.opener = opener;
    }

    /// <exception cref="LspException">The params have the wrong form.</exception>
    /// <exception cref="IdentityException">A kind is not known, or a secret cannot be opened.</exception>
    public ProfileUpdate ToDomain(UpdateProfileParams parameters)
    {
        Profile profile = parameters.Profile;
        UpdateProfileOptions options = parameters.Options ?? new UpdateProfileOptions();
        return new ProfileUpdate
        {
            Profile = new SectionWish(profile.Name, ByLowerCaseName(profile.Settings, (name, value) => Open(profile.Name, name, value))),
            Kinds = [.. profile.Kinds.Select(kind => KindOf(profile.Name, kind)).Distinct()],
            SsoSession = parameters.SsoSession is { } session ? new SectionWish(session.Name, ByLowerCaseName(session.Settings, TextOf)) : null,
            CreateNonexistentProfile = options.CreateNonexistentProfile ?? true,
            CreateNonexistentSsoSession = options.CreateNonexistentSsoSession ?? true,
            UpdateSharedSsoSession = options.UpdateSharedSsoSession ?? false,
        };
    }

    private static ProfileKind KindOf(string profileName, string? name)
    {
        if (name is null)
            throw RequestParams.Invalid(MethodNames.UpdateProfile, "a kind is null");
        foreach (ProfileKind kind in Kinds)
        {
            if (kind.ToString() == name)
                return kind;
        }

        throw new IdentityException(
            IdentityErrorCode.InvalidProfile,
            $"Profile \"{profileName}\": \"{name}\" is no kind of profile that this server knows. It knows {string.Join(", ", Kinds)}.");
    }

    private static Dictionary<string, string?>? ByLowerCaseName<T>(IReadOnlyDictionary<string, T>? settings, Func<string, T, string?> valueOf)
    {
        if (settings is null)
            return null;
        var wishes = new Dictionary<string, string?>();
        foreach ((string name, T value) in settings)
        {
            if (!wishes.TryAdd(name.ToLowerInvariant(), valueOf(name, value)))
                throw RequestParams.Invalid(MethodNames.UpdateProfile, $"the setting {name} is there twice");
        }

        return wishes;
    }

    private static string? TextOf(string name, SsoSetting? setting) =>
        setting?.List is not { } list ? setting?.Text
        : name.Equals(SettingNames.SsoRegistrationScopes, StringComparison.OrdinalIgnoreCase) ? SsoScopes.Join(list)
        : throw RequestParams.Invalid(MethodNames.UpdateProfile, $"the setting {name} is no list");

    private string? Open(string profileName, string name, string? value)
    {
        if (value is null)
            return null;
        return opener.TryOpen(value, out string? secret)
            ? secret
            : throw new IdentityException(
                IdentityErrorCode.InvalidProfile,
                $"Profile \"{profileName}\": {name} is encrypted, and not with the key of this session. Send it as this session's listProfiles gave it, or in the clear.");
    }
}
