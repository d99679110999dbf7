namespace IdentityServer.Core.SharedConfig;

/// <summary>The names of the shared-config settings that the server reads.</summary>
public static class SettingNames
{
#pragma warning disable CS1591 // Each name is its own documentation: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
    public const string AwsAccessKeyId = "aws_access_key_id";
    public const string AwsSecretAccessKey = "aws_secret_access_key";
    public const string AwsSessionToken = "aws_session_token";
    public const string AwsSecurityToken = "aws_security_token";
    public const string AwsAccountId = "aws_account_id";
    public const string RoleArn = "role_arn";
    public const string SourceProfile = "source_profile";
    public const string CredentialSource = "credential_source";
    public const string ExternalId = "external_id";
    public const string MfaSerial = "mfa_serial";
    public const string RoleSessionName = "role_session_name";
    public const string DurationSeconds = "duration_seconds";
    public const string WebIdentityTokenFile = "web_identity_token_file";
    public const string CredentialProcess = "credential_process";
    public const string CredentialCache = "credential_cache";
    public const string CredentialCacheLocation = "credential_cache_location";
    public const string SsoSession = "sso_session";
    public const string SsoAccountId = "sso_account_id";
    public const string SsoRoleName = "sso_role_name";
    public const string SsoStartUrl = "sso_start_url";
    public const string SsoRegion = "sso_region";
    public const string SsoRegistrationScopes = "sso_registration_scopes";
    public const string LoginSession = "login_session";
    public const string Region = "region";
    public const string EndpointUrl = "endpoint_url";
    public const string Services = "services";
    public const string IgnoreConfiguredEndpointUrls = "ignore_configured_endpoint_urls";
    public const string StsRegionalEndpoints = "sts_regional_endpoints";
    public const string UseFipsEndpoint = "use_fips_endpoint";
    public const string UseDualstackEndpoint = "use_dualstack_endpoint";
    public const string CaBundle = "ca_bundle";
    public const string RetryMode = "retry_mode";
    public const string MaxAttempts = "max_attempts";
    public const string Ec2MetadataServiceEndpoint = "ec2_metadata_service_endpoint";
    public const string Ec2MetadataServiceEndpointMode = "ec2_metadata_service_endpoint_mode";
    public const string Ec2MetadataV1Disabled = "ec2_metadata_v1_disabled";
#pragma warning restore CS1591
}
