namespace IdentityServer.Client;

/// <summary>How keys travel between the server and the client.</summary>
public enum CredentialTransport
{
    /// <summary>As they are.</summary>
    InTheClear,

    /// <summary>As compact JWE, with a key made for this one session.</summary>
    Encrypted,
}
