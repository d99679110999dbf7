using IdentityServer.LocalAws;

namespace IdentityServer.Tests.Interop;

/// <summary>A set of environment variables that many pairs share, because a server reads its environment once.</summary>
/// <param name="Name">Its name in the shapes.</param>
/// <param name="Variables">On top of the least that a process needs. Of placeholders, <c>{home}</c> and <c>{endpoint}</c>.</param>
/// <param name="Versions">Which versions of the metadata protocol are answered.</param>
internal sealed record DifferentialEnvironment(string Name, IReadOnlyDictionary<string, string> Variables, ImdsVersions Versions = ImdsVersions.V2Only)
{
    public const string ContainerToken = "Bearer container";

    // A port that nobody listens on: what would leave the machine is refused at once, and one attempt is enough to see it.
    private static readonly (string, string)[] NoWayOut =
    [
        ("HTTPS_PROXY", "http://127.0.0.1:9"), ("HTTP_PROXY", "http://127.0.0.1:9"), ("NO_PROXY", "127.0.0.1,localhost"), ("AWS_MAX_ATTEMPTS", "1"),
    ];

    public static IReadOnlyDictionary<string, DifferentialEnvironment> All { get; } = new DifferentialEnvironment[]
    {
        OfSts("plain"),
        Of("no-region", [OfLocalSts]),
        Of("default-region", [OfLocalSts, ("AWS_DEFAULT_REGION", "eu-north-1")]),
        Of("region", [OfLocalSts, ("AWS_REGION", "eu-west-3")]),
        Of("both-regions", [OfLocalSts, ("AWS_REGION", "eu-west-3"), ("AWS_DEFAULT_REGION", "eu-north-1")]),
        OfSts("keys", ("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "e")),
        OfSts("keys-with-token", ("AWS_ACCESS_KEY_ID", "AKIAENVTOKEN"), ("AWS_SECRET_ACCESS_KEY", "e"), ("AWS_SESSION_TOKEN", "token-of-ENVTOKEN")),
        OfSts(
            "keys-with-former-token",
            ("AWS_ACCESS_KEY_ID", "AKIAENVTOKEN"),
            ("AWS_SECRET_ACCESS_KEY", "e"),
            ("AWS_SECURITY_TOKEN", "token-of-ENVTOKEN"),
            ("AWS_SESSION_TOKEN", "other")),
        OfSts("half-keys", ("AWS_ACCESS_KEY_ID", "AKIAENV")),
        OfSts("aws-profile", ("AWS_PROFILE", "other")),
        OfSts("imds", ("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "{endpoint}")),
        OfSts("imds-v1", ("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "{endpoint}")) with { Versions = ImdsVersions.V1Only },
        OfSts("container", ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "{endpoint}container"), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", ContainerToken)),
        OfSts(
            "container-token-file",
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "{endpoint}container"),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "{home}/container-token")),
        OfSts("container-wrong-token", ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "{endpoint}container"), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "wrong")),
        OfSts("container-elsewhere", ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.invalid/container")),
        OfSts("web-identity", ("AWS_WEB_IDENTITY_TOKEN_FILE", "{home}/token"), ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/OfEnvironment")),
        Of("general-endpoint", [SomeRegion, ("AWS_ENDPOINT_URL", "{endpoint}"), .. NoWayOut]),
        OfSts("dead-general-endpoint", ("AWS_ENDPOINT_URL", "http://127.0.0.1:9/")),
        Of("no-endpoint", [SomeRegion, .. NoWayOut]),
        OfSts("ignored-endpoint", [("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), .. NoWayOut]),
    }.ToDictionary(environment => environment.Name);

    private static (string, string) OfLocalSts => ("AWS_ENDPOINT_URL_STS", "{endpoint}");

    // The CLI calls no STS without a region.
    private static (string, string) SomeRegion => ("AWS_DEFAULT_REGION", "us-west-1");

    private static DifferentialEnvironment OfSts(string name, params (string, string)[] variables) => Of(name, [OfLocalSts, SomeRegion, .. variables]);

    private static DifferentialEnvironment Of(string name, (string Name, string Value)[] variables) =>
        new(name, variables.ToDictionary(variable => variable.Name, variable => variable.Value));
}
