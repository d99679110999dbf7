using IdentityServer.Protocol;

namespace IdentityServer.Client;

/// <summary>Asks the person for the code of an MFA device; null declines. The token is cancelled when the server no longer needs the code.</summary>
public delegate Task<string?> MfaCodePrompt(GetMfaCodeParams request, CancellationToken cancellationToken);

/// <summary>How to start an identity server, and what to do when it asks.</summary>
public sealed record IdentityServerClientOptions
{
    /// <summary>The server's executable; null for the one that stands beside the client.</summary>
    public string? ServerPath { get; init; }

    /// <summary>All variables of the server's environment; null for those of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>How keys travel between the server and this client.</summary>
    public CredentialTransport Transport { get; init; } = CredentialTransport.InTheClear;

    /// <summary><c>error</c>, <c>warn</c>, <c>info</c>, <c>log</c> or <c>debug</c>; null for the server's default.</summary>
    public string? LogLevel { get; init; }

    /// <summary>The editor, or whatever program this is, as the server's log names it.</summary>
    public NameAndVersion ClientInfo { get; init; } = new() { Name = "identity-client" };

    /// <summary>Asks for MFA codes; null for a client that cannot: roles that need a code then fail with <c>E_MFA_REQUIRED</c>.</summary>
    public MfaCodePrompt? MfaCodePrompt { get; init; }

    /// <summary>Told every line that the server writes to stderr, from a thread of its own.</summary>
    public Action<string>? ServerErrorLine { get; init; }

    /// <summary>The clock of the time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
