using System.Collections.Immutable;
using System.Globalization;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using static IdentityServer.Core.SharedConfig.SettingNames;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// Finds how the credentials of a profile come about. Pure: the files and the environment come in, a plan or an error goes out, and
/// nothing is read or called. The rules are the AWS CLI's (botocore <c>credentials.py</c>): a profile with a role needs one source;
/// then come web identity, SSO, static keys, <c>login_session</c>, process; and in a source profile static keys beat a role.
/// </summary>
public sealed class CredentialPlanner
{
    // STS accepts sessions of 15 minutes and more; a role's own maximum is for STS to say.
    private const int MinimumDurationSeconds = 900;

    // Each role is a call to STS before the next one, so that a longer chain would keep the person waiting for minutes. The longest in
    // use have three or four.
    private const int MostRoles = 100;

    private readonly IReadOnlyDictionary<string, string> environment;

    /// <summary>Creates a planner for the given environment variables.</summary>
    public CredentialPlanner(IReadOnlyDictionary<string, string> environment)
    {
        this.environment = environment;
    }

    /// <summary>Plans the credentials of a profile.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.ProfileNotFound"/> or <see cref="IdentityErrorCode.InvalidProfile"/>.</exception>
    public CredentialPlan Plan(ConfigSnapshot config, string profileName)
    {
        ConfigSection profile = config.Profiles.GetValueOrDefault(profileName) ?? throw PlanErrors.ProfileNotFound(config, profileName);
        ImmutableArray<ProfileKind> kinds = ProfileClassifier.KindsOf(profile);
        var chain = new List<ConfigSection>();
        var seen = new HashSet<ConfigSection>();
        var roles = new List<RoleStep>();

        while (true)
        {
            chain.Add(profile);
            seen.Add(profile);
            if (profile.Problems.Count > 0)
                throw PlanErrors.Malformed(chain);
            if (!IsRole(profile, isSource: chain.Count > 1))
                return Done(SourceOf(config, chain));

            roles.Add(RoleOf(config, chain));
            if (CredentialSourceOf(chain) is { } source)
                return Done(source);

            Setting sourceProfile = profile.Find(SourceProfile)!;
            ConfigSection next = config.Profiles.GetValueOrDefault(sourceProfile.Value) ?? throw PlanErrors.SourceNotFound(config, chain, sourceProfile);
            if (next == profile && HasStaticKey(profile))
                return Done(StaticKeysOf(chain));
            if (seen.Contains(next))
                throw PlanErrors.Loop(chain, next, sourceProfile);
            profile = next;
        }

        CredentialPlan Done(CredentialSource source) => roles.Count <= MostRoles
            ? new CredentialPlan(profileName, kinds, source, [.. Enumerable.Reverse(roles)])
            : throw PlanErrors.Invalid(chain, $"{roles.Count} roles would have to be assumed one after the other, and at most {MostRoles} are. Let a {SourceProfile} nearer to the beginning lead to credentials");
    }

    // A web identity names its role with role_arn too, but assumes it by itself.
    private static bool IsRole(ConfigSection profile, bool isSource) =>
        profile.Find(RoleArn) is not null && profile.Find(WebIdentityTokenFile) is null && !(isSource && HasStaticKey(profile));

    private static bool HasStaticKey(ConfigSection profile) => profile.Find(AwsAccessKeyId) is not null || profile.Find(AwsSecretAccessKey) is not null;

    private RoleStep RoleOf(ConfigSnapshot config, List<ConfigSection> chain)
    {
        ConfigSection profile = chain[^1];
        Setting roleArn = profile.Find(RoleArn)!;
        return new RoleStep(
            profile.Name,
            roleArn.Location,
            roleArn.Value,
            profile.Find(RoleSessionName)?.Value,
            profile.Find(ExternalId)?.Value,
            profile.Find(MfaSerial)?.Value,
            DurationOf(chain),
            AwsClientPlanner.Plan(AwsClientPlanner.Sts, config, chain, environment));
    }

    private static int? DurationOf(List<ConfigSection> chain)
    {
        if (chain[^1].Find(DurationSeconds) is not { } setting)
            return null;
        return int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds >= MinimumDurationSeconds
            ? seconds
            : throw PlanErrors.Invalid(chain, $"{setting} is not a whole number of seconds from {MinimumDurationSeconds} to {int.MaxValue}. Correct it, or remove it for the role's default");
    }

    /// <summary>The source that <c>credential_source</c> names, or null where the role has a source profile.</summary>
    private CredentialSource? CredentialSourceOf(List<ConfigSection> chain)
    {
        ConfigSection profile = chain[^1];
        Setting? sourceProfile = profile.Find(SourceProfile);
        Setting? setting = profile.Find(SettingNames.CredentialSource);
        if (sourceProfile is not null && setting is not null)
            throw PlanErrors.Invalid(chain, $"{sourceProfile} and {setting} both say where the credentials for the role come from. Remove one of them");
        if (sourceProfile is not null)
            return null;
        if (setting is null)
            throw PlanErrors.Invalid(chain, $"{profile.Find(RoleArn)} needs {SourceProfile} or {SettingNames.CredentialSource} beside it. Add one of them");

        return setting.Value.ToUpperInvariant() switch
        {
            "ENVIRONMENT" => new EnvironmentSource(profile.Name, setting.Location),
            "EC2INSTANCEMETADATA" => new InstanceMetadataSource(profile.Name, setting.Location, MetadataEndpointOf(profile)),
            "ECSCONTAINER" => new ContainerSource(profile.Name, setting.Location),
            _ => throw PlanErrors.Invalid(chain, $"{setting} is none of Environment, Ec2InstanceMetadata and EcsContainer. Correct it, or name a {SourceProfile}"),
        };
    }

    private string MetadataEndpointOf(ConfigSection profile)
    {
        string? mode = environment.Variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE") ?? profile.Find(Ec2MetadataServiceEndpointMode)?.Value;
        return environment.Variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
            ?? profile.Find(Ec2MetadataServiceEndpoint)?.Value
            ?? (string.Equals(mode, "ipv6", StringComparison.OrdinalIgnoreCase) ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
    }

    private CredentialSource SourceOf(ConfigSnapshot config, List<ConfigSection> chain)
    {
        ConfigSection profile = chain[^1];
        if (profile.Find(WebIdentityTokenFile) is { } tokenFile)
            return WebIdentityOf(config, chain, tokenFile);
        if ((profile.Find(SsoAccountId) ?? profile.Find(SsoRoleName)) is { } sso)
            throw PlanErrors.NotServed(chain, sso);
        if (HasStaticKey(profile))
            return StaticKeysOf(chain);
        if (profile.Find(LoginSession) is { } login)
            throw PlanErrors.NotServed(chain, login);
        if (profile.Find(CredentialProcess) is { } process)
            return new ProcessSource(profile.Name, process.Location, new Secret(process.Value), profile.Find(AwsAccountId)?.Value);
        throw PlanErrors.NoCredentials(chain);
    }

    private WebIdentitySource WebIdentityOf(ConfigSnapshot config, List<ConfigSection> chain, Setting tokenFile)
    {
        ConfigSection profile = chain[^1];
        Setting role = profile.Find(RoleArn) ?? throw PlanErrors.Invalid(chain, $"{tokenFile} needs {RoleArn} beside it. Add the role to assume");
        return new WebIdentitySource(
            profile.Name,
            tokenFile.Location,
            ConfigLocations.ExpandHome(tokenFile.Value, ConfigLocations.HomeDirectory(environment)),
            role.Value,
            profile.Find(RoleSessionName)?.Value,
            AwsClientPlanner.Plan(AwsClientPlanner.Sts, config, chain, environment));
    }

    private static string HalfAPair(Setting half, string missing) => half.Value.Contains('\n', StringComparison.Ordinal)
        ? $"{half} goes on in the line below it, which is indented, and {missing} is missing. Take the indentation out, or add {missing}"
        : $"{half} is half a key pair. Add {missing}, or remove it";

    private static StaticSource StaticKeysOf(List<ConfigSection> chain)
    {
        ConfigSection profile = chain[^1];
        Setting? id = profile.Find(AwsAccessKeyId);
        Setting? secret = profile.Find(AwsSecretAccessKey);
        if (id is null || secret is null)
            throw PlanErrors.Invalid(chain, HalfAPair((id ?? secret)!, id is null ? AwsAccessKeyId : AwsSecretAccessKey));
        // The name before aws_session_token; botocore still reads it, and reads it first.
        Secret? token = (profile.Find(AwsSecurityToken) ?? profile.Find(AwsSessionToken)) is { } setting ? new Secret(setting.Value) : null;
        return new StaticSource(
            profile.Name,
            id.Location,
            new AwsCredentials(id.Value, new Secret(secret.Value), token, AccountId: profile.Find(AwsAccountId)?.Value));
    }
}
