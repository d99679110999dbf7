using System.Globalization;
using IdentityServer.Core.SharedConfig;

namespace IdentityServer.Core.Credentials;

/// <summary>Finds how an AWS service is called for a profile: which of the environment and the file decides each setting.</summary>
internal static class AwsClientPlanner
{
    /// <summary>The id of the Security Token Service, as <c>services</c> sections and variables spell it.</summary>
    public const string Sts = "sts";

    /// <summary>The id of Identity and Access Management.</summary>
    public const string Iam = "iam";

    private const string DefaultRegion = "us-east-1";
    private const int LongestHostLabel = 63;

    /// <summary>Plans the call of <paramref name="service"/> for the last profile of <paramref name="chain"/>.</summary>
    public static AwsClientSettings Plan(string service, ConfigSnapshot config, List<ConfigSection> chain, IReadOnlyDictionary<string, string> environment)
    {
        ConfigSection profile = chain[^1];
        return new AwsClientSettings(
            Region: Region(),
            EndpointUrl: Endpoint(),
            UseFipsEndpoint: Switch("AWS_USE_FIPS_ENDPOINT", SettingNames.UseFipsEndpoint),
            UseDualstackEndpoint: Switch("AWS_USE_DUALSTACK_ENDPOINT", SettingNames.UseDualstackEndpoint),
            RetryMode: Choice("AWS_RETRY_MODE", SettingNames.RetryMode),
            MaxAttempts: Count("AWS_MAX_ATTEMPTS", SettingNames.MaxAttempts),
            CaBundle: environment.Variable("AWS_CA_BUNDLE") ?? profile.Find(SettingNames.CaBundle)?.Value);

        // The region becomes part of a host name, so nothing but the letters of one passes.
        string Region()
        {
            (string region, string where) =
                profile.Find(SettingNames.Region) is { } setting ? (setting.Value, setting.ToString())
                : environment.Variable("AWS_REGION") is { } variable ? (variable, "environment variable AWS_REGION")
                : environment.Variable("AWS_DEFAULT_REGION") is { } former ? (former, "environment variable AWS_DEFAULT_REGION")
                : (DefaultRegion, "");
            return region.Length <= LongestHostLabel && region.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
                ? region
                : throw Invalid(where, "is no name of a region, such as eu-west-1");
        }

        // The environment decides before the file, and the service's own setting before the general one.
        string? Endpoint()
        {
            if (Switch("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", SettingNames.IgnoreConfiguredEndpointUrls) == true)
                return null;
            return environment.Variable($"AWS_ENDPOINT_URL_{service.ToUpperInvariant()}")
                ?? environment.Variable("AWS_ENDPOINT_URL")
                ?? ServicesEndpoint()
                ?? profile.Find(SettingNames.EndpointUrl)?.Value;
        }

        string? ServicesEndpoint()
        {
            if (profile.Find(SettingNames.Services) is not { } services)
                return null;
            if (!config.Services.TryGetValue(services.Value, out ConfigSection? section))
                throw PlanErrors.Invalid(chain, $"{services} names a section [services {services.Value}] that is not in {config.Locations.ConfigFile}. Add the section, or remove the setting");
            return section.FindBlock(service)?.GetValueOrDefault(SettingNames.EndpointUrl) is { Value.Length: > 0 } url ? url.Value : null;
        }

        // As the AWS CLI reads a switch: "true" is on, and whatever else stands there is off.
        bool? Switch(string variable, string setting) =>
            Text(variable, setting).Text is { } text ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : null;

        string? Choice(string variable, string setting)
        {
            (string? text, string where) = Text(variable, setting);
            return text?.ToLowerInvariant() switch
            {
                null => null,
                "legacy" or "standard" or "adaptive" => text.ToLowerInvariant(),
                _ => throw Invalid(where, "is none of legacy, standard and adaptive"),
            };
        }

        int? Count(string variable, string setting)
        {
            (string? text, string where) = Text(variable, setting);
            if (text is null)
                return null;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
                ? count
                : throw Invalid(where, "is not a whole number above 0");
        }

        (string? Text, string Where) Text(string variable, string setting) =>
            environment.Variable(variable) is { } value
                ? (value, $"environment variable {variable}")
                : profile.Find(setting) is { } found ? (found.Value, found.ToString()) : (null, setting);

        IdentityException Invalid(string where, string what) => PlanErrors.Invalid(chain, $"{where} {what}. Correct it or remove it");
    }
}
