using System.Collections.Concurrent;
using System.Text;
using IdentityServer.Core.Sts;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Credentials;

/// <summary>
/// Gets keys from a <c>credential_process</c>. Keys with an expiration are kept in memory until their renewal is due; keys without are
/// asked for each time. The process's stderr goes to the log, masked, and never into an answer.
/// </summary>
public sealed class ProcessCredentials
{
    private readonly ShellCommand shell;
    private readonly TimeProvider time;
    private readonly ILogger<ProcessCredentials> logger;
    private readonly ConcurrentDictionary<ProcessSource, AwsCredentials> kept = new();
    private readonly SharedFlights<ProcessSource, AwsCredentials> flights = new();

    /// <summary>Creates the source.</summary>
    public ProcessCredentials(ShellCommand shell, TimeProvider time, ILogger<ProcessCredentials> logger)
    {
        this.shell = shell;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Gets the keys of a process.</summary>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.InvalidProfile"/>: the process failed or printed no keys; <see cref="IdentityErrorCode.Timeout"/>.</exception>
    public Task<AwsCredentials> GetAsync(ProcessSource source, CancellationToken cancellationToken)
    {
        if (kept.TryGetValue(source, out AwsCredentials? keys))
        {
            if (RefreshSchedule.IsFresh(keys.Expiration!.Value, time.GetUtcNow()))
                return Task.FromResult(keys);
            kept.TryRemove(source, out _);
        }

        return flights.JoinAsync(source, token => RunAsync(source, token), cancellationToken);
    }

    private async Task<AwsCredentials> RunAsync(ProcessSource source, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(source.Command, cancellationToken);
        (AwsCredentials? keys, string? fault) = ProcessOutput.Read(result.Output, time.GetUtcNow());
        string written = Encoding.UTF8.GetString(result.Errors.Span);
        string errors = SecretMask.Apply(keys?.MaskedIn(written) ?? written).Trim();
        if (errors.Length > 0)
            logger.LogInformation("credential_process of profile \"{Profile}\" wrote to stderr: {Errors}", source.ProfileName, errors);

        switch (result.End)
        {
            case ShellEnd.TimedOut:
                throw Failed(IdentityErrorCode.Timeout, $"did not end within {ShellCommand.TimeLimit.TotalSeconds:F0} s and was stopped");
            case ShellEnd.TooMuchOutput:
                throw Failed(IdentityErrorCode.InvalidProfile, $"printed more than {ShellCommand.MaximumOutput / 1024 / 1024} MiB and was stopped");
            case ShellEnd.CouldNotStart:
                throw Failed(IdentityErrorCode.InvalidProfile, "could not be started by the shell");
            case ShellEnd.Exited or ShellEnd.OutputStaysOpen when result.ExitCode != 0:
                throw Failed(IdentityErrorCode.InvalidProfile, $"ended with exit code {result.ExitCode}");
        }

        if (keys is null && result.End == ShellEnd.OutputStaysOpen)
            throw Failed(IdentityErrorCode.InvalidProfile, "ended and left something running that keeps its output open, with no whole credentials in it until then");
        if (keys is null)
            throw Failed(IdentityErrorCode.InvalidProfile, fault!);
        keys = keys with { AccountId = keys.AccountId ?? source.AccountId };
        if (keys.Expiration is { } expiration && RefreshSchedule.IsFresh(expiration, time.GetUtcNow()))
            kept[source] = keys;
        return keys;

        IdentityException Failed(IdentityErrorCode code, string what) =>
            new(code, $"Profile \"{Excerpt.Name(source.ProfileName)}\": credential_process ({source.Location}) {what}. Run the command in a terminal to see why; its stderr is in the log.");
    }
}
