namespace IdentityServer.Client.Demonstration;

/// <summary>A step of the demonstration did not do what the story says; the message names the expectation.</summary>
internal sealed class DemonstrationFailedException : Exception
{
    public DemonstrationFailedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
