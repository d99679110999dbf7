namespace IdentityServer.Tests.Sessions;

/// <summary>Made-up config files that several sessions share.</summary>
internal static class Profiles
{
    public const string BaseKey = "AKIABASE000000000000";
    public const string BaseSecret = "base/static/key/that/must/not/leak+00001";
    public const string DemoRole = "arn:aws:iam::123456789012:role/Demo";
    public const string DemoCacheKey = "ecd91d7989471012b3d38d435d4d037a581676a5";
    public const string MfaSerial = "arn:aws:iam::111111111111:mfa/me";
    public const string DemoMfaCacheKey = "6ada7cd95b8811ac2db8893d3089f76fc409f60e";
    public const string MfaCode = "914273";

    public const string Base = $"""
        [profile base]
        aws_access_key_id = {BaseKey}
        aws_secret_access_key = {BaseSecret}

        """;

    public const string StaticAndRole = Base + $"""

        [profile demo]
        role_arn = {DemoRole}
        source_profile = base

        """;

    public const string Mfa = StaticAndRole + $"""

        [profile mfa]
        role_arn = {DemoRole}
        source_profile = base
        mfa_serial = {MfaSerial}

        [profile mfa2]
        role_arn = arn:aws:iam::123456789012:role/Second
        source_profile = base
        mfa_serial = {MfaSerial}

        """;
}
