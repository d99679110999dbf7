using System.Globalization;
using System.Xml.Linq;

namespace IdentityServer.LocalAws.Http;

/// <summary>The XML of the query protocol, in the namespace of one service.</summary>
internal sealed class QueryDocument
{
    private static long requests;

    private readonly XNamespace ns;

    public QueryDocument(XNamespace ns) => this.ns = ns;

    public Answer Success(string action, params ReadOnlySpan<XElement> members)
    {
        string requestId = NextRequestId();
        XElement result = new(ns + (action + "Result"), members.ToArray());
        XElement metadata = new(ns + "ResponseMetadata", Member("RequestId", requestId));
        return Write(200, new XElement(ns + (action + "Response"), result, metadata), requestId);
    }

    public Answer Error(int status, string code, string message)
    {
        string requestId = NextRequestId();
        XElement error = new(
            ns + "Error", Member("Type", status < 500 ? "Sender" : "Receiver"), Member("Code", code), Member("Message", message));
        return Write(status, new XElement(ns + "ErrorResponse", error, Member("RequestId", requestId)), requestId);
    }

    public XElement Member(string name, string value) => new(ns + name, value);

    private static Answer Write(int status, XElement root, string requestId) =>
        new(status, "text/xml", root.ToString()) { Header = ("x-amzn-RequestId", requestId) };

    private static string NextRequestId() =>
        string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{Interlocked.Increment(ref requests):x12}");
}
