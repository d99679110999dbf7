namespace IdentityServer.Core.Permissions;

/// <summary>The ARN that STS gives for a caller, taken apart: <c>arn:PARTITION:SERVICE::ACCOUNT:KIND/NAME…</c>.</summary>
internal sealed record CallerArn(string Text, string Partition, string Service, string Account, string Resource)
{
    public static CallerArn? TryParse(string text) => text.Split(':', 6) is ["arn", { Length: > 0 } partition, var service, _, { Length: > 0 } account, { Length: > 0 } resource]
        ? new CallerArn(text, partition, service, account, resource)
        : null;

    /// <summary>
    /// The principal whose policies IAM simulates for this caller; null for one that has none of its own (root, a federated user). The
    /// ARN of an assumed role leaves out the role's path, so <paramref name="roleArn"/>, the role that the profile names, stands in where
    /// it is the same role.
    /// </summary>
    public string? PolicySource(string? roleArn) => (Service, Resource.Split('/')) switch
    {
        ("sts", ["assumed-role", { Length: > 0 } role, _]) => Names(roleArn, role) ? roleArn : $"{RolePrefix}{role}",
        ("iam", ["user" or "role", .., { Length: > 0 }]) => Text,
        _ => null,
    };

    private string RolePrefix => $"arn:{Partition}:iam::{Account}:role/";

    private bool Names(string? roleArn, string role) =>
        roleArn is not null && roleArn.StartsWith(RolePrefix, StringComparison.Ordinal) && roleArn.EndsWith("/" + role, StringComparison.Ordinal);
}
