namespace IdentityServer.Client.Terminal;

/// <summary>What the command line asks for.</summary>
internal abstract record Request
{
    private Request()
    {
    }

    /// <summary>Tell the story of the server.</summary>
    internal sealed record Demonstrate(ServerSettings Server) : Request;

    /// <summary>Print the credential of a profile.</summary>
    internal sealed record Get(string ProfileName, StsUse StsUse, CredentialForm Form, ServerSettings Server) : Request;

    /// <summary>Print the credential of a profile, and again whenever it changes.</summary>
    internal sealed record Watch(string ProfileName, StsUse StsUse, CredentialForm Form, ServerSettings Server) : Request;

    /// <summary>Forget a session.</summary>
    internal sealed record Invalidate(string Id, ServerSettings Server) : Request;

    /// <summary>Print all profiles.</summary>
    internal sealed record List(ServerSettings Server) : Request;

    /// <summary>Change settings of a profile.</summary>
    internal sealed record Set(string ProfileName, IReadOnlyList<SettingWish> Settings, ServerSettings Server) : Request;

    /// <summary>Remove a profile.</summary>
    internal sealed record Delete(string ProfileName, ServerSettings Server) : Request;

    /// <summary>Print the usage.</summary>
    internal sealed record Help : Request;

    /// <summary>Say what is wrong with the command line.</summary>
    internal sealed record Reject(string Reason) : Request;
}

/// <summary>How to start the server.</summary>
internal sealed record ServerSettings(string? Path, CredentialTransport Transport, string? LogLevel);

/// <summary>Whether STS may be called.</summary>
internal enum StsUse
{
    WhereNeeded,
    Never,
}

/// <summary>How a credential is printed.</summary>
internal enum CredentialForm
{
    Masked,
    WithSecrets,
    Json,
}
