namespace IdentityServer.Core.Credentials;

/// <summary>Reads the keys in the environment that the server was started with (<c>credential_source = Environment</c>).</summary>
internal static class EnvironmentCredentials
{
    private const string AccessKeyId = "AWS_ACCESS_KEY_ID";
    private const string SecretAccessKey = "AWS_SECRET_ACCESS_KEY";
    private const string SessionToken = "AWS_SESSION_TOKEN";

    // The name before AWS_SESSION_TOKEN; botocore still reads it, and reads it first.
    private const string FormerSessionToken = "AWS_SECURITY_TOKEN";

    public static AwsCredentials Read(EnvironmentSource source, IReadOnlyDictionary<string, string> environment)
    {
        string? id = environment.Variable(AccessKeyId);
        string? secret = environment.Variable(SecretAccessKey);
        if (id is null || secret is null)
        {
            throw new IdentityException(
                IdentityErrorCode.InvalidProfile,
                $"Profile \"{Excerpt.Name(source.ProfileName)}\": credential_source ({source.Location}) is Environment, but {(id is null ? AccessKeyId : SecretAccessKey)} is not set in the environment of the identity server. Start the editor from a shell where it is set, or name a source_profile.");
        }

        string? token = environment.Variable(FormerSessionToken) ?? environment.Variable(SessionToken);
        return new AwsCredentials(id, new Secret(secret), token is null ? null : new Secret(token), AccountId: environment.Variable("AWS_ACCOUNT_ID"));
    }
}
