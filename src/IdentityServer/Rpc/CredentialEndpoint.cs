using IdentityServer.Core;
using IdentityServer.Core.Credentials;
using IdentityServer.Core.Permissions;
using IdentityServer.Core.Sts;
using IdentityServer.Protocol;

namespace IdentityServer.Rpc;

/// <summary>The request for a credential: the profile's own or the one that the client gives in its place, and the check of what it may do.</summary>
internal sealed class CredentialEndpoint
{
    private readonly CredentialResolver resolver;
    private readonly CredentialOverrides overrides;
    private readonly PermissionCheck permissions;
    private readonly SecretOpener opener;
    private readonly CredentialSealer sealer;

    public CredentialEndpoint(CredentialResolver resolver, CredentialOverrides overrides, PermissionCheck permissions, SecretOpener opener, CredentialSealer sealer)
    {
        this.resolver = resolver;
        this.overrides = overrides;
        this.permissions = permissions;
        this.opener = opener;
        this.sealer = sealer;
    }

    public async Task<GetIamCredentialResult> GetAsync(GetIamCredentialParams parameters, CancellationToken cancellationToken)
    {
        GetIamCredentialOptions? options = parameters.Options;
        IReadOnlyList<string> actions = ActionsOf(options);
        ResolvedCredential credential = options?.CredentialOverride is { } given
            ? await overrides.CheckAsync(parameters.ProfileName, Open(parameters.ProfileName, given), actions, cancellationToken)
            : await ResolveAsync(parameters.ProfileName, options, actions, cancellationToken);
        IamCredentials sealedKeys = sealer.Seal(credential.Credentials);
        return new GetIamCredentialResult
        {
            Credential = new IamCredential { Id = credential.Id, Kinds = [.. credential.Kinds.Select(kind => kind.ToString())], Credentials = sealedKeys },
            UpdateCredentialsParams = sealer.SealForUpdate(credential.Credentials),
            Id = credential.Id,
            Credentials = sealedKeys,
        };
    }

    private async Task<ResolvedCredential> ResolveAsync(string profileName, GetIamCredentialOptions? options, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        MintPolicy policy = options?.CallStsOnInvalidIamCredential == false ? MintPolicy.CacheOnly : MintPolicy.MayPrompt;
        ResolvedCredential credential = await resolver.GetAsync(profileName, policy, cancellationToken);
        if (actions.Count > 0)
            await permissions.RequireAsync(profileName, credential.Credentials, actions, cancellationToken);
        return credential;
    }

    // Before anybody is asked for a code: a request that cannot be served is refused at once.
    private static IReadOnlyList<string> ActionsOf(GetIamCredentialOptions? options)
    {
        IReadOnlyList<string> actions = options?.PermissionSet ?? [];
        for (int i = 0; i < actions.Count; i++)
        {
            if (!ActionName.IsWellFormed(actions[i]))
                throw RequestParams.Invalid(MethodNames.GetIamCredential, $"permissionSet[{i}] is no name of an action, such as s3:GetObject");
        }

        return actions;
    }

    private AwsCredentials Open(string profileName, IamCredentials given)
    {
        return new AwsCredentials(
            Text("accessKeyId", given.AccessKeyId),
            new Secret(Text("secretAccessKey", given.SecretAccessKey)),
            given.SessionToken is { } token ? new Secret(Text("sessionToken", token)) : null,
            given.Expiration);

        string Text(string field, string value) => opener.TryOpen(value, out string? text)
            ? text
            : throw new IdentityException(
                IdentityErrorCode.InvalidStsCredential,
                $"Profile \"{profileName}\": {field} of credentialOverride is encrypted, and not with the key of this session. Send it as this session's getIamCredential gives it, or in the clear.");
    }
}
