namespace IdentityServer.Client.Demonstration;

/// <summary>The made-up shared config of the demonstration.</summary>
internal static class DemoProfiles
{
    public const string Static = "personal";
    public const string Chain = "deploy";
    public const string Mfa = "admin";
    public const string Renewed = "build";
    public const string Circle = "chicken";
    public const string Mistyped = "depoly";

    public const string AccessKeyId = "AKIADEMOPERSONAL0000";
    public const string MfaRoleArn = "arn:aws:iam::111122223333:role/Admin";
    public const string MfaSerial = "arn:aws:iam::111122223333:mfa/you";
    public const string MfaCode = "123456";

    public const string ConfigFile = $"""
        [profile audit]
        role_arn = arn:aws:iam::111122223333:role/Audit
        source_profile = {Static}

        [profile {Chain}]
        role_arn = arn:aws:iam::444455556666:role/Deploy
        source_profile = audit

        [profile {Mfa}]
        role_arn = {MfaRoleArn}
        source_profile = {Static}
        mfa_serial = {MfaSerial}

        [profile {Renewed}]
        role_arn = arn:aws:iam::111122223333:role/Build
        source_profile = {Static}

        [profile {Circle}]
        role_arn = arn:aws:iam::111122223333:role/Chicken
        source_profile = egg

        [profile egg]
        role_arn = arn:aws:iam::111122223333:role/Egg
        source_profile = {Circle}

        """;

    public const string CredentialsFile = $"""
        [{Static}]
        aws_access_key_id = {AccessKeyId}
        aws_secret_access_key = demo/SECRET/key/of/nobody

        """;
}
