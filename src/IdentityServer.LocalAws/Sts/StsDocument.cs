using System.Xml.Linq;
using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Sessions;

namespace IdentityServer.LocalAws.Sts;

/// <summary>The XML of STS.</summary>
internal static class StsDocument
{
    private static readonly XNamespace Ns = "https://sts.amazonaws.com/doc/2011-06-15/";
    private static readonly QueryDocument Query = new(Ns);

    public static Answer Success(string action, params ReadOnlySpan<XElement> members) => Query.Success(action, members);

    public static Answer Error(int status, string code, string message) => Query.Error(status, code, message);

    public static XElement Member(string name, string value) => new(Ns + name, value);

    public static XElement Credentials(MintedSession session) => new(
        Ns + "Credentials",
        Member("AccessKeyId", session.AccessKeyId),
        Member("SecretAccessKey", session.SecretAccessKey),
        Member("SessionToken", session.SessionToken),
        Member("Expiration", AwsTime.Format(session.Expiration)));

    public static XElement AssumedRoleUser(Principal principal) => new(
        Ns + "AssumedRoleUser", Member("AssumedRoleId", principal.UserId), Member("Arn", principal.Arn));
}
