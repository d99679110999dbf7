namespace IdentityServer.Core.Credentials;

/// <summary>Gets the credentials of the sources that plans begin with.</summary>
public sealed class CredentialSources
{
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly ProcessCredentials processes;
    private readonly InstanceMetadataCredentials metadata;
    private readonly ContainerCredentials container;

    /// <summary>Creates the sources for the given environment variables.</summary>
    public CredentialSources(
        IReadOnlyDictionary<string, string> environment,
        ProcessCredentials processes,
        InstanceMetadataCredentials metadata,
        ContainerCredentials container)
    {
        this.environment = environment;
        this.processes = processes;
        this.metadata = metadata;
        this.container = container;
    }

    /// <summary>Gets the credentials of <paramref name="source"/>.</summary>
    /// <exception cref="IdentityException">The source gives none.</exception>
    public async Task<AwsCredentials> GetAsync(CredentialSource source, CancellationToken cancellationToken) => source switch
    {
        StaticSource keys => keys.Credentials,
        EnvironmentSource variables => EnvironmentCredentials.Read(variables, environment),
        ProcessSource process => await processes.GetAsync(process, cancellationToken),
        InstanceMetadataSource instance => await metadata.GetAsync(instance, cancellationToken),
        ContainerSource task => await container.GetAsync(task, cancellationToken),
        _ => throw new ArgumentException($"{source.GetType().Name} is a session: the cache gives it.", nameof(source)),
    };
}
