using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>The parts of a plan by the names that <c>plan-cases.json</c> gives them.</summary>
internal static class PlanMembers
{
    public static Dictionary<string, object?> Of(CredentialSource source)
    {
        Dictionary<string, object?> members = source switch
        {
            StaticSource s => new()
            {
                ["kind"] = "static",
                ["accessKeyId"] = s.Credentials.AccessKeyId,
                ["secretAccessKey"] = s.Credentials.SecretAccessKey.Reveal(),
                ["sessionToken"] = s.Credentials.SessionToken?.Reveal(),
                ["accountId"] = s.Credentials.AccountId,
            },
            ProcessSource p => new() { ["kind"] = "process", ["command"] = p.Command.Reveal(), ["accountId"] = p.AccountId },
            EnvironmentSource => new() { ["kind"] = "environment" },
            InstanceMetadataSource m => new() { ["kind"] = "instanceMetadata", ["endpoint"] = m.Endpoint },
            ContainerSource => new() { ["kind"] = "container" },
            WebIdentitySource w => new()
            {
                ["kind"] = "webIdentity",
                ["tokenFile"] = w.TokenFile,
                ["roleArn"] = w.RoleArn,
                ["sessionName"] = w.RoleSessionName,
                ["region"] = w.Client.Region,
                ["endpointUrl"] = w.Client.EndpointUrl,
            },
            _ => throw new InvalidOperationException($"The table has no name for {source.GetType().Name}."),
        };
        members["profile"] = source.ProfileName;
        return members;
    }

    public static Dictionary<string, object?> Of(RoleStep role) => new()
    {
        ["profile"] = role.ProfileName,
        ["roleArn"] = role.RoleArn,
        ["sessionName"] = role.RoleSessionName,
        ["externalId"] = role.ExternalId,
        ["mfaSerial"] = role.MfaSerial,
        ["durationSeconds"] = role.DurationSeconds,
        ["region"] = role.Client.Region,
        ["endpointUrl"] = role.Client.EndpointUrl,
        ["useFipsEndpoint"] = role.Client.UseFipsEndpoint,
        ["useDualstackEndpoint"] = role.Client.UseDualstackEndpoint,
        ["retryMode"] = role.Client.RetryMode,
        ["maxAttempts"] = role.Client.MaxAttempts,
        ["caBundle"] = role.Client.CaBundle,
    };
}
