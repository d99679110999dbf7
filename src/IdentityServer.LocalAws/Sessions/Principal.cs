using System.Security.Cryptography;
using System.Text;

namespace IdentityServer.LocalAws.Sessions;

/// <summary>Who a key belongs to, as GetCallerIdentity tells it.</summary>
internal sealed record Principal(string Arn, string UserId, string Account)
{
    /// <summary>The owner of every key that was not minted here.</summary>
    public static Principal User { get; } = new(
        $"arn:aws:iam::{LocalAwsServer.CallerAccount}:user/local", UniqueId("AIDA", "user/local"), LocalAwsServer.CallerAccount);

    public bool IsRole => Arn.Contains(":assumed-role/", StringComparison.Ordinal);

    /// <summary>A session of a role. The session's ARN leaves out the path of the role.</summary>
    public static Principal OfRole(RoleArn role, string sessionName) => new(
        $"arn:{role.Partition}:sts::{role.Account}:assumed-role/{role.Name}/{sessionName}",
        $"{UniqueId("AROA", role.Text)}:{sessionName}",
        role.Account);

    // The same id for the same role every time, as with the real service: prefix and 17 characters.
    private static string UniqueId(string prefix, string of) =>
        prefix + Base32.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(of)).Take(17));
}
