using IdentityServer.LocalAws.Sessions;

namespace IdentityServer.LocalAws.Sts;

/// <summary>Whether a caller may have a role; the refusals are worded as the real ones, because clients show them.</summary>
internal sealed class RoleGate
{
    private const string MfaFailed = "MultiFactorAuthentication failed";

    private readonly StsPolicy policy;

    public RoleGate(StsPolicy policy) => this.policy = policy;

    /// <exception cref="StsRefusedException">The role is denied, or the MFA is missing or wrong.</exception>
    public void Admit(Principal caller, RoleArn role, string? mfaSerial, string? mfaCode)
    {
        CheckMfa(mfaSerial, mfaCode);
        bool denied = policy.DeniedRoles.Contains(role.Text) || (mfaSerial is null && policy.RolesRequiringMfa.Contains(role.Text));
        if (denied)
            throw StsRefusedException.AccessDenied(Denied(caller, role));
    }

    /// <exception cref="StsRefusedException">The role is denied, or wants an MFA, which a web identity cannot give.</exception>
    public void AdmitWebIdentity(RoleArn role)
    {
        if (policy.DeniedRoles.Contains(role.Text) || policy.RolesRequiringMfa.Contains(role.Text))
            throw StsRefusedException.AccessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }

    /// <exception cref="StsRefusedException">Half an MFA, an unknown device, or the wrong code.</exception>
    public void CheckMfa(string? serial, string? code)
    {
        if (serial is null && code is null)
            return;
        if (serial is null || code is null)
            throw StsRefusedException.AccessDenied($"{MfaFailed}, must provide both MFA serial number and one time pass code.");
        if (!policy.MfaCodes.TryGetValue(serial, out string? right))
        {
            throw StsRefusedException.AccessDenied(
                $"{MfaFailed}, unable to validate MFA code.  "
                + "Please verify your MFA serial number is valid and associated with this user.");
        }

        if (code != right)
            throw StsRefusedException.AccessDenied($"{MfaFailed} with invalid MFA one time pass code. ");
    }

    private static string Denied(Principal caller, RoleArn role) =>
        $"User: {caller.Arn} is not authorized to perform: sts:AssumeRole on resource: {role.Text}";
}
