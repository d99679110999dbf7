namespace IdentityServer.Core.Credentials;

/// <summary>Gets the credentials of the sources that plans begin with.</summary>
public sealed class CredentialSources
{
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly ProcessCredentials processes;

    /// <summary>Creates the sources for the given environment variables.</summary>
    public CredentialSources(IReadOnlyDictionary<string, string> environment, ProcessCredentials processes)
    {
        this.environment = environment;
        this.processes = processes;
    }

    /// <summary>Gets the credentials of <paramref name="source"/>.</summary>
    /// <exception cref="IdentityException">The source gives none.</exception>
    public async Task<AwsCredentials> GetAsync(CredentialSource source, CancellationToken cancellationToken) => source switch
    {
        StaticSource keys => keys.Credentials,
        EnvironmentSource variables => EnvironmentCredentials.Read(variables, environment),
        ProcessSource process => await processes.GetAsync(process, cancellationToken),
        _ => throw NotServed(source),
    };

    private static IdentityException NotServed(CredentialSource source) =>
        new(
            IdentityErrorCode.InvalidProfile,
            $"Profile \"{source.ProfileName}\": the setting at {source.Location} asks for credentials from {source.GetType().Name}, which this server does not serve yet.");
}
