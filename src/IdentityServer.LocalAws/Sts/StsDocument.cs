using System.Globalization;
using System.Xml.Linq;
using IdentityServer.LocalAws.Http;
using IdentityServer.LocalAws.Sessions;

namespace IdentityServer.LocalAws.Sts;

/// <summary>The XML of the query protocol.</summary>
internal static class StsDocument
{
    private static readonly XNamespace Ns = "https://sts.amazonaws.com/doc/2011-06-15/";
    private static long requests;

    public static Answer Success(string action, params ReadOnlySpan<XElement> members)
    {
        string requestId = NextRequestId();
        XElement result = new(Ns + (action + "Result"), members.ToArray());
        XElement metadata = new(Ns + "ResponseMetadata", Member("RequestId", requestId));
        return Write(200, new XElement(Ns + (action + "Response"), result, metadata), requestId);
    }

    public static Answer Error(int status, string code, string message)
    {
        string requestId = NextRequestId();
        XElement error = new(
            Ns + "Error", Member("Type", status < 500 ? "Sender" : "Receiver"), Member("Code", code), Member("Message", message));
        return Write(status, new XElement(Ns + "ErrorResponse", error, Member("RequestId", requestId)), requestId);
    }

    public static XElement Member(string name, string value) => new(Ns + name, value);

    public static XElement Credentials(MintedSession session) => new(
        Ns + "Credentials",
        Member("AccessKeyId", session.AccessKeyId),
        Member("SecretAccessKey", session.SecretAccessKey),
        Member("SessionToken", session.SessionToken),
        Member("Expiration", AwsTime.Format(session.Expiration)));

    public static XElement AssumedRoleUser(Principal principal) => new(
        Ns + "AssumedRoleUser", Member("AssumedRoleId", principal.UserId), Member("Arn", principal.Arn));

    private static Answer Write(int status, XElement root, string requestId) =>
        new(status, "text/xml", root.ToString()) { Header = ("x-amzn-RequestId", requestId) };

    private static string NextRequestId() =>
        string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{Interlocked.Increment(ref requests):x12}");
}
