namespace IdentityServer.Protocol;

/// <summary>The params of <c>aws/identity/getMfaCode</c>.</summary>
public sealed record GetMfaCodeParams
{
    /// <summary>The profile whose role needs the code.</summary>
    public required string ProfileName { get; init; }

    /// <summary>The serial number or ARN of the MFA device, where the profile names one.</summary>
    public string? MfaSerial { get; init; }
}

/// <summary>The result of <c>aws/identity/getMfaCode</c>.</summary>
public sealed record GetMfaCodeResult
{
    /// <summary>The code; empty where the person declines.</summary>
    public string? Code { get; init; }

    /// <summary>The device that gave it, where the client knows better than the profile.</summary>
    public string? MfaSerial { get; init; }

    /// <summary>Prints the device; a code is a secret for as long as it is good.</summary>
    public override string ToString() => $"GetMfaCodeResult {{ Code = ***, MfaSerial = {MfaSerial} }}";
}
