using System.Text.Json;
using IdentityServer.Core.Profiles;

namespace IdentityServer.Core.Tests.Credentials;

/// <summary>A row of <c>plan-cases.json</c>: two files, an environment and a profile name, and the plan or the error they give.</summary>
internal sealed record PlanCase(
    string Name,
    string Because,
    string[] Config,
    string Profile,
    ExpectedPlan Expect,
    string[]? Credentials = null,
    Dictionary<string, string>? Environment = null);

/// <summary>
/// What a case expects: a base with its roles (innermost first), or an error. Of a base or a role only the members that the row names
/// are compared; null says that the member has no value.
/// </summary>
internal sealed record ExpectedPlan(
    Dictionary<string, JsonElement>? Base = null,
    Dictionary<string, JsonElement>[]? Roles = null,
    string? Path = null,
    ProfileKind[]? Kinds = null,
    string? Id = null,
    ExpectedError? Error = null);

/// <summary>An error's code and texts of its message; <c>{config}</c> and <c>{credentials}</c> stand for the paths of the files.</summary>
internal sealed record ExpectedError(IdentityErrorCode Code, string[] Contains, string[]? DoesNotContain = null);
