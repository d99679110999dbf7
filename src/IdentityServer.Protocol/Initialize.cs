namespace IdentityServer.Protocol;

/// <summary>The params of <c>initialize</c> that matter to the server; all else a client sends is accepted and ignored.</summary>
public sealed record InitializeParams
{
    /// <summary>The client's process; the server ends when it is gone. Null for none.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The editor.</summary>
    public NameAndVersion? ClientInfo { get; init; }

    /// <summary>Options of this server.</summary>
    public InitializationOptions? InitializationOptions { get; init; }

    /// <summary>What the client can do, as LSP requires it; the server needs none of it.</summary>
    public ClientCapabilities? Capabilities { get; init; }
}

/// <summary>What the client can do. Nothing of it matters here.</summary>
public sealed record ClientCapabilities;

/// <summary>The <c>initializationOptions</c> of this server.</summary>
public sealed record InitializationOptions
{
    /// <summary><c>error</c>, <c>warn</c>, <c>info</c>, <c>log</c> (the default) or <c>debug</c>.</summary>
    public string? LogLevel { get; init; }

    /// <summary>Who the client is, for AWS.</summary>
    public AwsInitializationOptions? Aws { get; init; }
}

/// <summary>Who the client is, for AWS.</summary>
public sealed record AwsInitializationOptions
{
    /// <summary>The client.</summary>
    public AwsClientInfo? ClientInfo { get; init; }
}

/// <summary>An AWS client: an editor and its extension.</summary>
public sealed record AwsClientInfo
{
    /// <summary>The editor's name.</summary>
    public string? Name { get; init; }

    /// <summary>The editor's version.</summary>
    public string? Version { get; init; }

    /// <summary>The extension.</summary>
    public NameAndVersion? Extension { get; init; }
}

/// <summary>A program's name and version.</summary>
public sealed record NameAndVersion
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The version.</summary>
    public string? Version { get; init; }
}

/// <summary>The result of <c>initialize</c>.</summary>
public sealed record InitializeResult
{
    /// <summary>What the server can do, in LSP's terms.</summary>
    public required ServerCapabilities Capabilities { get; init; }

    /// <summary>The server.</summary>
    public required NameAndVersion ServerInfo { get; init; }
}

/// <summary>What the server can do, in LSP's terms: nothing of LSP's own; the published <c>aws/identity/*</c> methods are always there.</summary>
public sealed record ServerCapabilities
{
    /// <summary>What goes beyond the published protocol.</summary>
    public ExperimentalCapabilities? Experimental { get; init; }
}

/// <summary>What goes beyond the published protocol.</summary>
public sealed record ExperimentalCapabilities
{
    /// <summary>The additions to AWS's protocols.</summary>
    public AwsExperimentalCapabilities? Aws { get; init; }
}

/// <summary>The additions to AWS's protocols.</summary>
public sealed record AwsExperimentalCapabilities
{
    /// <summary>The additions to <c>aws/identity/*</c>.</summary>
    public IdentityExperimentalCapabilities? Identity { get; init; }
}

/// <summary>The additions to <c>aws/identity/*</c>.</summary>
public sealed record IdentityExperimentalCapabilities
{
    /// <summary>Whether <c>aws/identity/deleteProfile</c> is there.</summary>
    public bool DeleteProfile { get; init; }
}

/// <summary>A result that is always <c>null</c>.</summary>
public sealed record NoResult;
