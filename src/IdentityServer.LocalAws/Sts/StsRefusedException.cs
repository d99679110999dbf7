namespace IdentityServer.LocalAws.Sts;

/// <summary>STS says no; caught in one place and written as an error document.</summary>
internal sealed class StsRefusedException : Exception
{
    public StsRefusedException(int status, string code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    public int Status { get; }

    public string Code { get; }

    public static StsRefusedException AccessDenied(string message) => new(403, "AccessDenied", message);

    public static StsRefusedException Invalid(string message) => new(400, "ValidationError", message);
}
