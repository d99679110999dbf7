namespace IdentityServer.Protocol;

/// <summary>The method names of the contract.</summary>
public static class MethodNames
{
#pragma warning disable CS1591 // Documented on the methods of IIdentityServerRpc and IIdentityClientRpc that carry the names.
    public const string Initialize = "initialize";
    public const string Initialized = "initialized";
    public const string Shutdown = "shutdown";
    public const string Exit = "exit";
    public const string GetIamCredential = "aws/identity/getIamCredential";
    public const string InvalidateStsCredential = "aws/identity/invalidateStsCredential";
    public const string ListProfiles = "aws/identity/listProfiles";
    public const string UpdateProfile = "aws/identity/updateProfile";
    public const string DeleteProfile = "aws/identity/deleteProfile";
    public const string GetMfaCode = "aws/identity/getMfaCode";
    public const string StsCredentialChanged = "aws/identity/stsCredentialChanged";
    public const string ProfileChanged = "aws/identity/profileChanged";
    public const string LogMessage = "window/logMessage";
#pragma warning restore CS1591
}
