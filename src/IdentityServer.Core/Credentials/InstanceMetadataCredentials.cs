using System.Buffers;
using System.Net;
using System.Text;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// Gets the keys of the EC2 instance's role from the instance metadata service, version 2 only: a token first, then the name of the role,
/// then its document (Amazon EC2 User Guide, "Use the Instance Metadata Service").
/// </summary>
public sealed class InstanceMetadataCredentials
{
    // The AWS CLI's own limit. Off an instance the address answers nobody, and the person waits.
    private static readonly TimeSpan TimePerCall = TimeSpan.FromSeconds(1);
    private const string RolePath = "/latest/meta-data/iam/security-credentials/";

    // What IAM allows in the name of a role.
    private static readonly SearchValues<char> RoleNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@-_");

    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly MetadataHttp http;

    /// <summary>Creates the source for the given environment variables.</summary>
    public InstanceMetadataCredentials(IReadOnlyDictionary<string, string> environment, MetadataHttp http)
    {
        this.environment = environment;
        this.http = http;
    }

    /// <summary>Gets the keys.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidProfile"/>: the service is off, not there, or gives none.</exception>
    public async Task<AwsCredentials> GetAsync(InstanceMetadataSource source, CancellationToken cancellationToken)
    {
        if (environment.TryGetValue("AWS_EC2_METADATA_DISABLED", out string? off) && string.Equals(off, "true", StringComparison.OrdinalIgnoreCase))
            throw Failed("AWS_EC2_METADATA_DISABLED is true in the environment of the identity server. Remove the variable, or name a source_profile");
        if (!Uri.TryCreate(source.Endpoint, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw Failed("the configured metadata endpoint is no http address. Correct AWS_EC2_METADATA_SERVICE_ENDPOINT or ec2_metadata_service_endpoint");

        MetadataAnswer token = await CallAsync(HttpMethod.Put, "/latest/api/token", ("X-aws-ec2-metadata-token-ttl-seconds", "21600"));
        if (token.Status is null)
            throw Failed($"no instance metadata service answers at {endpoint.Authority}. Outside EC2, name a source_profile in place of credential_source");
        if (token.Status != HttpStatusCode.OK)
            throw Failed($"the instance metadata service gave no token (HTTP {(int)token.Status}). Allow version 2 of the service for this instance");
        string tokenText = Encoding.UTF8.GetString(token.Body).Trim();
        if (tokenText.Length == 0 || !MetadataHttp.FitsInHeader(tokenText))
            throw Failed($"the instance metadata service gave no token that can be sent on. Check what answers at {endpoint.Authority}");
        (string, string) authorization = ("X-aws-ec2-metadata-token", tokenText);

        string roleName = RoleNameIn(await CallAsync(HttpMethod.Get, RolePath, authorization));
        // As it came: the service compares names unescaped.
        MetadataAnswer document = await CallAsync(HttpMethod.Get, RolePath + roleName, authorization);
        AwsCredentials? keys = document.Status == HttpStatusCode.OK ? MetadataDocument.Read(document.Body) : null;
        return keys ?? throw Failed(
            document.Status is null
                ? $"the instance metadata service at {endpoint.Authority} stopped answering. Try again"
                : $"the instance metadata service gave no keys for role {roleName}{Reason(document)}. Check the role of the instance profile");

        Task<MetadataAnswer> CallAsync(HttpMethod method, string path, (string, string) header)
        {
            Uri address = new UriBuilder(endpoint) { Path = endpoint.AbsolutePath.TrimEnd('/') + path, Query = "", Fragment = "" }.Uri;
            return http.CallAsync(method, address, header, TimePerCall, cancellationToken);
        }

        string RoleNameIn(MetadataAnswer answer)
        {
            string name = Encoding.UTF8.GetString(answer.Body).Split('\n')[0].Trim();
            return answer.Status switch
            {
                null => throw Failed($"the instance metadata service at {endpoint.Authority} stopped answering. Try again"),
                HttpStatusCode.NotFound => throw Failed("the instance has no role. Attach an instance profile to it, or name a source_profile"),
                HttpStatusCode.OK when name.Length == 0 => throw Failed("the instance has no role. Attach an instance profile to it, or name a source_profile"),
                HttpStatusCode.OK when name.AsSpan().ContainsAnyExcept(RoleNameCharacters) =>
                    throw Failed($"the instance metadata service answered with something that is no name of a role. Check what answers at {endpoint.Authority}"),
                HttpStatusCode.OK => name,
                { } status => throw Failed($"the instance metadata service did not name the role (HTTP {(int)status}). Try again, and check what answers at {endpoint.Authority}"),
            };
        }

        IdentityException Failed(string why) =>
            new(IdentityErrorCode.InvalidProfile, $"Profile \"{Excerpt.Name(source.ProfileName)}\": credential_source ({source.Location}) is Ec2InstanceMetadata, but {why}.");
    }

    // Of a role that EC2 may not assume, the service says so with 200 and a code in the document.
    private static string Reason(MetadataAnswer document) =>
        document.Status != HttpStatusCode.OK ? $" (HTTP {(int)document.Status!})"
        : MetadataDocument.FailureCode(document.Body) is { } code ? $" ({code})"
        : "";
}
