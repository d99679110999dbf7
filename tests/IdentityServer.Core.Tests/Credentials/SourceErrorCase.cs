using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>One row of <c>source-errors.json</c>. <c>{aws}</c>, <c>{host}</c> and <c>{folder}</c> stand for the loopback AWS and the folder of the files.</summary>
/// <param name="Name">The name of the row.</param>
/// <param name="Because">Why it is so.</param>
/// <param name="Lines">The lines of <c>[profile base]</c>, which profile <c>dev</c> names as its source.</param>
/// <param name="At">The setting whose line the message gives.</param>
/// <param name="Code">The code of the error.</param>
/// <param name="Says">Words of the message: what happened, and the remedy.</param>
/// <param name="Calls">The requests that arrive at the loopback AWS.</param>
internal sealed record SourceErrorCase(string Name, string Because, List<string> Lines, string At, IdentityErrorCode Code, string Says, string[] Calls)
{
    public Dictionary<string, string>? Environment { get; init; }

    /// <summary>Files in the folder: name and text.</summary>
    public Dictionary<string, string>? Files { get; init; }

    public ScriptedFault[]? Faults { get; init; }

    public bool NoInstanceRole { get; init; }
}

/// <summary>A fault of a row: an error in the service's own form where it has a code, else a body.</summary>
/// <param name="Action">One of <see cref="LocalAwsActions"/>.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record ScriptedFault(string Action, int Status)
{
    public string? ErrorCode { get; init; }

    public string Text { get; init; } = "";

    public int Times { get; init; } = 1;

    public Fault ToFault() => ErrorCode is null ? Fault.Garbage(Text, "text/plain", Status) : Fault.Error(Status, ErrorCode, Text);
}
