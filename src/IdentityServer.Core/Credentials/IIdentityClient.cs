namespace IdentityServer.Core.Credentials;

/// <summary>The way up: the program, and the person in front of it, that asked for credentials.</summary>
public interface IIdentityClient
{
    /// <summary>Asks for the code of an MFA device.</summary>
    /// <param name="profileName">The profile whose role needs the code.</param>
    /// <param name="mfaSerial">The device, where the profile names one.</param>
    /// <param name="cancellationToken">Withdraws the question.</param>
    /// <exception cref="IdentityException"><see cref="IdentityErrorCode.MfaRequired"/>: no code was given.</exception>
    Task<MfaCode> GetMfaCodeAsync(string profileName, string? mfaSerial, CancellationToken cancellationToken);
}

/// <summary>A code that a person read off an MFA device.</summary>
/// <param name="Code">The code, never empty.</param>
/// <param name="MfaSerial">The device that gave it, where the client named one.</param>
public sealed record MfaCode(Secret Code, string? MfaSerial);
