using System.Globalization;
using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SecurityToken;
using Amazon.Util;
using IdentityServer.Core.Credentials;

namespace IdentityServer.Core.Permissions;

/// <summary>
/// The one call to IAM that this server makes. The AWS SDK's IAM client is a package of its own; IAM speaks the query protocol of STS, so
/// the STS client's way of signing, trying again and connecting serves, under IAM's name, and only the words of the call are here.
/// </summary>
internal sealed class IamQueryClient : AmazonSecurityTokenServiceClient
{
    private static readonly InvokeOptions Options = new() { RequestMarshaller = new RequestWriter(), ResponseUnmarshaller = new PageReader() };

    /// <param name="keys">Whose call it is.</param>
    /// <param name="settings">With IAM's endpoint and the region to sign for.</param>
    public IamQueryClient(AwsCredentials keys, AwsClientSettings settings)
        : base(AwsSigner.Of(keys), ConfigOf(settings))
    {
    }

    /// <summary>IAM's decisions on the actions, or those of one page.</summary>
    public Task<SimulationPage> SimulatePrincipalPolicyAsync(SimulationRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<SimulationPage>(request, Options, cancellationToken);

    private static AmazonSecurityTokenServiceConfig ConfigOf(AwsClientSettings settings)
    {
        AmazonSecurityTokenServiceConfig config = AwsClientConfig.From(settings);
        config.AuthenticationServiceName = AwsClientPlanner.Iam;
        return config;
    }

    private sealed class RequestWriter : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var simulation = (SimulationRequest)input;
            var request = new DefaultRequest(simulation, "Amazon.IdentityManagement") { HttpMethod = "POST" };
            request.Parameters["Action"] = "SimulatePrincipalPolicy";
            request.Parameters["Version"] = "2010-05-08";
            request.Parameters["PolicySourceArn"] = simulation.PolicySourceArn;
            for (int i = 0; i < simulation.ActionNames.Count; i++)
                request.Parameters[string.Create(CultureInfo.InvariantCulture, $"ActionNames.member.{i + 1}")] = simulation.ActionNames[i];
            if (simulation.Marker is { } marker)
                request.Parameters["Marker"] = marker;
            request.ContentStream = AWSSDKUtils.WriteParametersToPooledStream(request);
            return request;
        }
    }

    private sealed class PageReader : XmlResponseUnmarshaller
    {
        // A page of a hundred decisions, with the statements that made them, has some 100 KiB.
        private static readonly XmlReaderSettings Settings = new()
        {
            Async = false,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = 1024 * 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };

        // From the stream under the SDK's reader, which has read nothing yet and knows no bounds.
        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
        {
            using var xml = XmlReader.Create(input.Stream, Settings);
            return SimulationPage.Read(xml);
        }

        public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            ErrorResponse error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
            return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
        }
    }
}
