namespace IdentityServer.Core.Tests.Permissions;

/// <summary>A row of <c>permission-cases.json</c>.</summary>
/// <param name="Name">What is the case.</param>
/// <param name="Because">Why it is so.</param>
/// <param name="Outcome"><c>given</c>, <c>warned</c> (given, with a warning), or the error code.</param>
/// <param name="Says">What the warning or the error says.</param>
/// <param name="Caller">The caller's ARN; the local user where null, nobody where empty.</param>
/// <param name="RoleArn">The role that the profile names.</param>
/// <param name="Session">Whether the keys have a token.</param>
/// <param name="Actions">The permission set; <c>a:One</c> and <c>b:Two</c> where null.</param>
/// <param name="Denied">The decisions, by action.</param>
/// <param name="PageSize">Decisions a page.</param>
/// <param name="StsRefuses">Status, code and message.</param>
/// <param name="IamRefuses">Status, code and message.</param>
/// <param name="StsSays">A body in place of STS's.</param>
/// <param name="IamSays">A body in place of IAM's.</param>
/// <param name="PolicySource">What IAM is asked about; null: IAM is not asked.</param>
internal sealed record PermissionCase(
    string Name,
    string Because,
    string Outcome,
    string? Says = null,
    string? Caller = null,
    string? RoleArn = null,
    bool Session = false,
    string[]? Actions = null,
    Dictionary<string, string>? Denied = null,
    int? PageSize = null,
    string[]? StsRefuses = null,
    string[]? IamRefuses = null,
    string? StsSays = null,
    string? IamSays = null,
    string? PolicySource = null);
