namespace IdentityServer.Core;

/// <summary>A set of AWS keys.</summary>
/// <param name="AccessKeyId">The access key id. It names the key and is not secret.</param>
/// <param name="SecretAccessKey">The secret access key.</param>
/// <param name="SessionToken">The session token; absent for long-term keys.</param>
/// <param name="Expiration">When the keys end (UTC); absent for keys that do not.</param>
/// <param name="AccountId">The account of the keys, 12 digits, where it is known.</param>
public sealed record AwsCredentials(
    string AccessKeyId,
    Secret SecretAccessKey,
    Secret? SessionToken = null,
    DateTimeOffset? Expiration = null,
    string? AccountId = null)
{
    /// <summary>A text of another program with the secrets of these keys masked: a service or a command can quote what it was given.</summary>
    internal string MaskedIn(string text)
    {
        foreach (Secret? secret in (Secret?[])[SecretAccessKey, SessionToken])
        {
            if (secret?.Reveal() is { Length: > 0 } letters)
                text = text.Replace(letters, secret.ToString(), StringComparison.Ordinal);
        }

        return text;
    }
}
