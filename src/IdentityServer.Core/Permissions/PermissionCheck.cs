using IdentityServer.Core.Credentials;
using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Permissions;

/// <summary>
/// Tells before a credential is used whether its owner may do what the client needs, by IAM's simulation of the owner's policies. Only
/// IAM's own "no" keeps a credential back: many users may not call IAM at all, so whatever keeps IAM from answering is a warning.
/// </summary>
public sealed class PermissionCheck
{
    private readonly ProfileStore store;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly TimeProvider time;
    private readonly ILogger<PermissionCheck> logger;

    /// <summary>Creates the check.</summary>
    public PermissionCheck(ProfileStore store, IReadOnlyDictionary<string, string> environment, TimeProvider time, ILogger<PermissionCheck> logger)
    {
        this.store = store;
        this.environment = environment;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Passes where the owner of the profile's <paramref name="keys"/> is allowed every one of <paramref name="actions"/>, and where nobody can say.</summary>
    /// <exception cref="IdentityException">
    /// <see cref="IdentityErrorCode.PermissionDenied"/>; <see cref="IdentityErrorCode.CallerIdentityNotFound"/>; or AWS does not accept the keys
    /// (<see cref="IdentityErrorCode.InvalidProfile"/>, <see cref="IdentityErrorCode.InvalidStsCredential"/>, <see cref="IdentityErrorCode.StsCredentialExpired"/>).
    /// </exception>
    public async Task RequireAsync(string profileName, AwsCredentials keys, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        var calls = new ProfileCalls(store.GetSnapshot(), profileName, environment);
        CallerAnswer answer = await CallerIdentityClient.AskAsync(keys, calls.SettingsOf(AwsClientPlanner.Sts), time, cancellationToken);
        switch (answer)
        {
            case CallerAnswer.Known known:
                await RequireOfAsync(known, profileName, calls, keys, actions, cancellationToken);
                break;
            case CallerAnswer.Nameless nameless:
                throw new IdentityException(IdentityErrorCode.CallerIdentityNotFound, $"Profile \"{profileName}\": {nameless.Why}.");
            case CallerAnswer.Rejected rejected:
                throw Rejected(profileName, keys, rejected);
            case CallerAnswer.Withheld withheld:
                Warn(profileName, withheld.Why);
                break;
            case CallerAnswer.Unanswered unanswered:
                Warn(profileName, unanswered.Why);
                break;
        }
    }

    /// <summary>As <see cref="RequireAsync"/>, for a caller whom STS has named.</summary>
    internal async Task RequireOfAsync(
        CallerAnswer.Known caller, string profileName, ProfileCalls calls, AwsCredentials keys, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        if (CallerArn.TryParse(caller.Arn) is not { } arn || arn.PolicySource(calls.RoleArn) is not { } policySource)
        {
            Warn(profileName, $"IAM simulates policies of users and roles, and {caller.Arn} is neither");
            return;
        }

        if (IamEndpoint.For(arn.Partition, calls.SettingsOf(AwsClientPlanner.Iam)) is not { } iam)
        {
            Warn(profileName, $"no IAM endpoint of partition {arn.Partition} is known that use_fips_endpoint and use_dualstack_endpoint allow. Set AWS_ENDPOINT_URL_IAM");
            return;
        }

        string[] distinct = [.. actions.Distinct(StringComparer.OrdinalIgnoreCase)];
        switch (await PermissionSimulator.SimulateAsync(policySource, distinct, keys, iam, time, cancellationToken))
        {
            case SimulationOutcome.Undecided undecided:
                Warn(profileName, undecided.Why);
                break;
            case SimulationOutcome.Decided { Denied: { Count: > 0 } denied }:
                throw new IdentityException(
                    IdentityErrorCode.PermissionDenied,
                    $"Profile \"{profileName}\": {caller.Arn} is not allowed {string.Join(", ", denied)}. Have the actions allowed in the policies of {policySource}, or use another profile.");
        }
    }

    private static IdentityException Rejected(string profileName, AwsCredentials keys, CallerAnswer.Rejected rejected)
    {
        bool isLongTerm = keys.SessionToken is null && rejected.Code == IdentityErrorCode.InvalidStsCredential;
        string remedy = isLongTerm ? "Check aws_access_key_id, aws_secret_access_key and the clock" : "Invalidate the credential and sign in again, or bring the profile's aws_session_token up to date";
        return new IdentityException(isLongTerm ? IdentityErrorCode.InvalidProfile : rejected.Code, $"Profile \"{profileName}\": {rejected.Why}. {remedy}.");
    }

    private void Warn(string profileName, string why) =>
        logger.LogWarning("Profile \"{Profile}\": the permissions were not checked, and the credential is given without: {Why}", profileName, why);
}
