using Amazon.SecurityToken;

namespace IdentityServer.Core.Tests.LocalAws;

public sealed class MfaTests : LocalAwsTest
{
    [Fact]
    public async Task The_right_code_opens_a_role_that_requires_mfa()
    {
        Server.MfaCodes[MfaSerial] = "123456";
        Server.RolesRequiringMfa.Add(RoleArn);

        await AssumeAsync(change: request => (request.SerialNumber, request.TokenCode) = (MfaSerial, "123456"));
    }

    [Theory]
    [InlineData(null, null, "is not authorized to perform: sts:AssumeRole")]
    [InlineData(MfaSerial, null, "must provide both MFA serial number and one time pass code.")]
    [InlineData(null, "123456", "must provide both MFA serial number and one time pass code.")]
    [InlineData(MfaSerial, "654321", "MultiFactorAuthentication failed with invalid MFA one time pass code.")]
    [InlineData("arn:aws:iam::123456789012:mfa/you", "123456", "unable to validate MFA code.")]
    public async Task Anything_else_is_denied_with_its_own_words(string? serial, string? code, string words)
    {
        Server.MfaCodes[MfaSerial] = "123456";
        Server.RolesRequiringMfa.Add(RoleArn);

        AmazonSecurityTokenServiceException refusal = await RefusedAsync(
            () => AssumeAsync(change: request => (request.SerialNumber, request.TokenCode) = (serial, code)), "AccessDenied");

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(403, (int)refusal.StatusCode);
    }

    [Fact]
    public async Task A_wrong_code_is_refused_even_where_the_role_requires_none()
    {
        Server.MfaCodes[MfaSerial] = "123456";

        await RefusedAsync(
            () => AssumeAsync(change: request => (request.SerialNumber, request.TokenCode) = (MfaSerial, "000000")), "AccessDenied");
    }
}
