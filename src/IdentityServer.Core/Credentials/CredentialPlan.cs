using System.Collections.Immutable;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Sts;

namespace IdentityServer.Core.Credentials;

/// <summary>How the credentials of a profile come about: one source, then the roles to assume, in order. Data only.</summary>
/// <param name="ProfileName">The profile that was asked for.</param>
/// <param name="Kinds">Its kinds, for the wire.</param>
/// <param name="Base">Where the first credentials come from.</param>
/// <param name="Roles">The roles in the order in which they are assumed; the last one is the role of the profile itself.</param>
public sealed record CredentialPlan(string ProfileName, ImmutableArray<ProfileKind> Kinds, CredentialSource Base, ImmutableArray<RoleStep> Roles)
{
    /// <summary>
    /// The id of the credential: opaque to clients, stable across processes, 40 lower-case hex digits. A role session is known by its
    /// cache key, all else by its kind and profile (hashed with a text that no cache key can come from).
    /// </summary>
    public string Id => (Roles, Base) switch
    {
        ([.., RoleStep last], _) => last.CacheKey,
        (_, WebIdentitySource web) => web.CacheKey,
        (_, ProcessSource) => StsCacheKey.Hash($"identity-server:process:{ProfileName}"),
        _ => StsCacheKey.Hash($"identity-server:static:{ProfileName}"),
    };

    /// <summary>Whether the credential is a role session, which is cached and ends.</summary>
    public bool IsSession => Roles.Length > 0 || Base is WebIdentitySource;

    /// <summary>The profiles from the one that was asked for to the one that holds the source, as <c>dev → base → hub</c>.</summary>
    public string Path => string.Join(" → ", Roles.Reverse().Select(role => role.ProfileName).Append(Base.ProfileName).Distinct());

    /// <summary>How a message about one profile of the plan begins: the profile, and the way to it where it is not the whole of it.</summary>
    internal string Subject(string profileName) => Path == profileName ? $"Profile \"{profileName}\"" : $"Profile \"{profileName}\" ({Path})";
}

/// <summary>Where the first credentials of a plan come from. A closed family.</summary>
/// <param name="ProfileName">The profile that names the source.</param>
/// <param name="Location">The setting that decides it.</param>
public abstract record CredentialSource(string ProfileName, SourceLocation Location);

/// <summary>Static keys of a profile.</summary>
public sealed record StaticSource(string ProfileName, SourceLocation Location, AwsCredentials Credentials) : CredentialSource(ProfileName, Location);

/// <summary>The output of a <c>credential_process</c>.</summary>
/// <param name="ProfileName">The profile that names the source.</param>
/// <param name="Location">The setting that decides it.</param>
/// <param name="Command">The command line, for the shell. It can hold secrets.</param>
/// <param name="AccountId">The profile's <c>aws_account_id</c>, used where the process gives none.</param>
public sealed record ProcessSource(string ProfileName, SourceLocation Location, Secret Command, string? AccountId) : CredentialSource(ProfileName, Location);

/// <summary>The <c>AWS_ACCESS_KEY_ID</c> … variables of the server's environment (<c>credential_source = Environment</c>).</summary>
public sealed record EnvironmentSource(string ProfileName, SourceLocation Location) : CredentialSource(ProfileName, Location);

/// <summary>The role of the EC2 instance (<c>credential_source = Ec2InstanceMetadata</c>).</summary>
/// <param name="ProfileName">The profile that names the source.</param>
/// <param name="Location">The setting that decides it.</param>
/// <param name="Endpoint">Where the metadata service answers.</param>
public sealed record InstanceMetadataSource(string ProfileName, SourceLocation Location, string Endpoint) : CredentialSource(ProfileName, Location);

/// <summary>The role of the container (<c>credential_source = EcsContainer</c>).</summary>
public sealed record ContainerSource(string ProfileName, SourceLocation Location) : CredentialSource(ProfileName, Location);

/// <summary>A role assumed with the token of an OpenID Connect provider (<c>web_identity_token_file</c>).</summary>
/// <param name="ProfileName">The profile that names the source.</param>
/// <param name="Location">The setting that decides it.</param>
/// <param name="TokenFile">The file that holds the token; read at each call.</param>
/// <param name="RoleArn">The role.</param>
/// <param name="RoleSessionName">The session name that the profile sets, or null.</param>
/// <param name="Client">How STS is called.</param>
public sealed record WebIdentitySource(
    string ProfileName, SourceLocation Location, string TokenFile, string RoleArn, string? RoleSessionName, AwsClientSettings Client)
    : CredentialSource(ProfileName, Location)
{
    /// <summary>The key of the cached session: the CLI's, which for web identity knows the role and the session name only.</summary>
    public string CacheKey { get; } = StsCacheKey.ForRole(RoleArn, RoleSessionName, externalId: null, mfaSerial: null, durationSeconds: null);
}

/// <summary>One AssumeRole call. Arguments that the profile does not set are null.</summary>
/// <param name="ProfileName">The profile of the role.</param>
/// <param name="Location">Where its <c>role_arn</c> stands.</param>
/// <param name="RoleArn">The role.</param>
/// <param name="RoleSessionName">The session name.</param>
/// <param name="ExternalId">The external id.</param>
/// <param name="MfaSerial">The serial number or ARN of the MFA device whose code the call needs.</param>
/// <param name="DurationSeconds">The lifetime of the session, in seconds, from 900.</param>
/// <param name="Client">How STS is called.</param>
public sealed record RoleStep(
    string ProfileName,
    SourceLocation Location,
    string RoleArn,
    string? RoleSessionName,
    string? ExternalId,
    string? MfaSerial,
    int? DurationSeconds,
    AwsClientSettings Client)
{
    /// <summary>The key of the cached session: the AWS CLI's.</summary>
    public string CacheKey { get; } = StsCacheKey.ForRole(RoleArn, RoleSessionName, ExternalId, MfaSerial, DurationSeconds);
}
