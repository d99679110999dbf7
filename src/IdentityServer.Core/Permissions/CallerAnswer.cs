namespace IdentityServer.Core.Permissions;

/// <summary>What AWS said of the owner of a set of keys. A closed family; the texts are parts of sentences, with their remedy.</summary>
internal abstract record CallerAnswer
{
    private CallerAnswer()
    {
    }

    /// <summary>The owner.</summary>
    /// <param name="Arn">The owner's ARN.</param>
    internal sealed record Known(string Arn) : CallerAnswer;

    /// <summary>An answer that names nobody.</summary>
    internal sealed record Nameless(string Why) : CallerAnswer;

    /// <summary>AWS knows the keys, and may not say whose they are.</summary>
    internal sealed record Withheld(string Why) : CallerAnswer;

    /// <summary>No answer: nothing is known of the keys.</summary>
    internal sealed record Unanswered(IdentityErrorCode Code, string Why) : CallerAnswer;

    /// <summary>The keys are not good, or no longer.</summary>
    /// <param name="Code"><see cref="IdentityErrorCode.InvalidStsCredential"/> or <see cref="IdentityErrorCode.StsCredentialExpired"/>.</param>
    /// <param name="Why">In which way.</param>
    internal sealed record Rejected(IdentityErrorCode Code, string Why) : CallerAnswer;
}
