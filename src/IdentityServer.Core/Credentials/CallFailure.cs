using System.Net.Sockets;
using System.Security.Authentication;
using System.Xml;
using Amazon.Runtime;

namespace IdentityServer.Core.Credentials;

/// <summary>Says in words why a call to an AWS service got no answer, and what to do.</summary>
internal static class CallFailure
{
    /// <summary>The endpoint of a call, for a message. Without user, password and query: they can be secrets.</summary>
    public static string NameOf(AwsClientSettings client, string service) => client.EndpointUrl is { } url
        ? !Uri.TryCreate(url, UriKind.Absolute, out Uri? address) ? "the configured endpoint_url"
            : address.UserInfo.Length + address.Query.Length == 0 ? url
            : address.GetLeftPart(UriPartial.Scheme) + address.Authority
        : $"the {service} endpoint of region {client.Region}";

    public static string TimedOut(string endpoint, TimeSpan limit) =>
        $"{endpoint} did not answer within {limit.TotalSeconds:F0} s. Check the network and the proxy, and try again";

    public static string Explain(Exception exception, string endpoint, string service)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return $"the certificate of {endpoint} is not trusted. Behind a proxy that opens TLS, let ca_bundle or AWS_CA_BUNDLE name its certificate authority";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return $"the name of {endpoint} cannot be resolved. Check the network, the proxy and the region";
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown }:
                    return $"the call to {endpoint} broke off. Check the network and the proxy";
                case SocketException:
                    return $"no connection to {endpoint}. Check the network and the proxy";
                case AmazonServiceException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError }:
                    return $"{endpoint} has a fault of its own. Try again in a while";
            }
        }

        return exception switch
        {
            AmazonUnmarshallingException or XmlException => $"{endpoint} answered with something that is no answer of {service}. Check endpoint_url and the proxy",
            OperationCanceledException or TimeoutException => $"{endpoint} does not answer. Check the network and the proxy",
            HttpRequestException or IOException => $"the call to {endpoint} broke off. Check the network and the proxy",
            _ => $"the call to {endpoint} failed ({exception.GetType().Name}). Check the network, the proxy and the profile's endpoint settings",
        };
    }
}
