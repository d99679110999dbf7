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

    /// <summary>Gets the credentials of the source of <paramref name="plan"/>.</summary>
    /// <exception cref="IdentityException">The source gives none.</exception>
    public async Task<AwsCredentials> GetAsync(CredentialPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(plan.Base, cancellationToken);
        }
        catch (IdentityException ex) when (plan.ProfileName != plan.Base.ProfileName)
        {
            throw OnTheWay(plan, ex);
        }
    }

    // A source knows its own profile only: one run of a process, and so one failure, can be shared by several ways to it.
    private static IdentityException OnTheWay(CredentialPlan plan, IdentityException failure)
    {
        string name = $"Profile \"{Excerpt.Name(plan.Base.ProfileName)}\":";
        return failure.Message.StartsWith(name, StringComparison.Ordinal)
            ? new IdentityException(failure.Code, $"{plan.Subject(plan.Base.ProfileName)}:{failure.Message[name.Length..]}", failure.InnerException)
            : failure;
    }

    private async Task<AwsCredentials> GetAsync(CredentialSource source, CancellationToken cancellationToken) => source switch
    {
        StaticSource keys => keys.Credentials,
        EnvironmentSource variables => EnvironmentCredentials.Read(variables, environment),
        ProcessSource process => await processes.GetAsync(process, cancellationToken),
        InstanceMetadataSource instance => await metadata.GetAsync(instance, cancellationToken),
        ContainerSource task => await container.GetAsync(task, cancellationToken),
        _ => throw new ArgumentException($"{source.GetType().Name} is a session: the cache gives it.", nameof(source)),
    };
}
