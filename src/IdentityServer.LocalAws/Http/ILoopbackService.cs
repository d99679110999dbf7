namespace IdentityServer.LocalAws.Http;

/// <summary>One of the services behind the one address.</summary>
internal interface ILoopbackService
{
    /// <summary>The name of the request in the log and for faults.</summary>
    string ActionOf(ReceivedRequest request);

    /// <summary>What the log keeps of the request.</summary>
    IReadOnlyDictionary<string, string> ParametersOf(ReceivedRequest request);

    Answer Answer(ReceivedRequest request);

    /// <summary>A refusal in this service's own format.</summary>
    Answer Refuse(int status, string code, string message);
}
