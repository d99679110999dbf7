namespace IdentityServer.LocalAws;

/// <summary>What a request meets instead of, or before, the normal answer. A closed family; make one with the static methods.</summary>
public abstract record Fault
{
    private protected Fault()
    {
    }

    /// <summary>A refusal in the service's own format: an XML document from STS, JSON from the container endpoint.</summary>
    public static Fault Error(int status, string code, string message) => new ErrorFault(status, code, message);

    /// <summary>The normal answer, worked out once <paramref name="gate"/> completes; none if the client leaves first.</summary>
    public static Fault Hold(Task gate) => new HoldFault(gate);

    /// <summary>The connection closes without an answer. The AWS SDK for .NET then tries ten times more, so script at least eleven.</summary>
    public static Fault Drop() => new DropFault();

    /// <summary>A body that no AWS service would send, such as the page of a captive portal.</summary>
    public static Fault Garbage(string body, string contentType = "text/html", int status = 200) =>
        new GarbageFault(body, contentType, status);
}

internal sealed record ErrorFault(int Status, string Code, string Message) : Fault;

internal sealed record HoldFault(Task Gate) : Fault;

internal sealed record DropFault : Fault;

internal sealed record GarbageFault(string Body, string ContentType, int Status) : Fault;
