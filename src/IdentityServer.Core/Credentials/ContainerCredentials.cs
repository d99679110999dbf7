using System.Net;
using IdentityServer.Core.Files;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// Gets the keys of the container's role from the endpoint that the container's environment names
/// (AWS SDKs and Tools Reference Guide, "Container credential provider").
/// </summary>
public sealed class ContainerCredentials
{
    private const string RelativeUri = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private const string FullUri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private const string TokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    private const string Token = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
    private const string RelativeHost = "http://169.254.170.2";

    // A token has some 2 KiB.
    private const int LongestToken = 64 * 1024;

    // EKS's agent has an address of its own in IPv6.
    private static readonly IPAddress EksAgent = IPAddress.Parse("fd00:ec2::23");

    // The AWS CLI's limits: an agent that is starting up fails once or twice.
    private static readonly TimeSpan TimePerCall = TimeSpan.FromSeconds(2);
    private const int MostCalls = 3;

    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly MetadataHttp http;

    /// <summary>Creates the source for the given environment variables.</summary>
    public ContainerCredentials(IReadOnlyDictionary<string, string> environment, MetadataHttp http)
    {
        this.environment = environment;
        this.http = http;
    }

    /// <summary>Gets the keys.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidProfile"/>: the endpoint is not named, not allowed, not there, or gives none.</exception>
    public async Task<AwsCredentials> GetAsync(ContainerSource source, CancellationToken cancellationToken)
    {
        Uri endpoint = Endpoint(source);
        (string, string)? authorization = Authorization(source) is { } token ? ("Authorization", token) : null;

        MetadataAnswer answer = MetadataAnswer.None;
        for (int call = 0; call < MostCalls && answer.Status is null or >= HttpStatusCode.InternalServerError; call++)
            answer = await http.CallAsync(HttpMethod.Get, endpoint, authorization, TimePerCall, cancellationToken);

        return answer.Status switch
        {
            null when endpoint.Scheme == "https" => throw Failed(source, $"nobody answers at {endpoint.Authority} over TLS. Check {FullUri}; outside a container, name a source_profile"),
            null => throw Failed(source, $"nobody answers at {endpoint.Authority}. Outside a container, name a source_profile in place of credential_source"),
            HttpStatusCode.OK => MetadataDocument.Read(answer.Body) ?? throw Failed(source, $"{endpoint.Authority} gave no keys. Check the role of the container"),
            >= HttpStatusCode.InternalServerError and var status => throw Failed(source, $"{endpoint.Authority} has a fault of its own (HTTP {(int)status}). Try again in a while"),
            { } status => throw Failed(source, $"{endpoint.Authority} refused to give keys (HTTP {(int)status}). Check the role of the container and its authorization token"),
        };
    }

    private Uri Endpoint(ContainerSource source)
    {
        if (environment.Variable(RelativeUri) is { } path)
            return RelativeEndpoint(path) ?? throw Failed(source, $"{RelativeUri} is no path. Correct it");
        if (environment.Variable(FullUri) is not { } full)
            throw Failed(source, $"neither {RelativeUri} nor {FullUri} is set in the environment of the identity server. Outside a container, name a source_profile");
        if (!Uri.TryCreate(full, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw Failed(source, $"{FullUri} is no http or https address. Correct it");
        return IsAllowed(uri) ? uri : throw Failed(source, $"{FullUri} names {uri.Host}, to which keys are not asked for in the clear. Use https, or an address of this machine");
    }

    // Joined as text: joined as addresses, a path of two slashes would name another host, and the token would go there.
    private static Uri? RelativeEndpoint(string path)
    {
        string rooted = path.StartsWith('/') ? path : "/" + path;
        bool isPath = !rooted.StartsWith("//", StringComparison.Ordinal) && !rooted.Contains('\\') && !path.Contains("://", StringComparison.Ordinal);
        return isPath && Uri.TryCreate(RelativeHost + rooted, UriKind.Absolute, out Uri? address) ? address : null;
    }

    // Keys travel in the clear only where they do not leave the machine.
    private static bool IsAllowed(Uri uri)
    {
        if (uri.Scheme == "https" || string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        return IPAddress.TryParse(uri.Host, out IPAddress? address)
            && (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.Equals(EksAgent) || address.GetAddressBytes() is [169, 254, _, _]);
    }

    // The file is read each time: the agent replaces it.
    private string? Authorization(ContainerSource source)
    {
        string? token = environment.Variable(Token);
        if (environment.Variable(TokenFile) is { } file)
        {
            try
            {
                token = RegularFile.ReadAllText(file, LongestToken).TrimEnd('\r', '\n');
            }
            catch (UnusableFileException ex)
            {
                throw Failed(source, $"{TokenFile} names {file}, and {ex.Message}. Correct the variable", ex);
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                throw Failed(source, $"{TokenFile} names {file}, which cannot be read. Correct the variable", ex);
            }

            if (token.Length == 0)
                throw Failed(source, $"{TokenFile} names {file}, which is empty. Try again, and check whoever writes it");
        }

        return token is null || MetadataHttp.FitsInHeader(token) ? token : throw Failed(source, "the authorization token has characters in it that no header can carry. Correct it");
    }

    private static IdentityException Failed(ContainerSource source, string why, Exception? cause = null) =>
        new(IdentityErrorCode.InvalidProfile, $"Profile \"{source.ProfileName}\": credential_source ({source.Location}) is EcsContainer, but {why}.", cause);
}
