using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Permissions;

/// <summary>Where IAM is called when an endpoint is configured: the same order as for STS. Where the partition decides, see the sessions.</summary>
public sealed class IamEndpointTests : PermissionTest
{
    private static readonly string[] Levels = ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL", "services", "endpoint_url"];

    // The level that is right, and a dead end at each level below it.
    [Theory]
    [InlineData("AWS_ENDPOINT_URL_IAM")]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("services")]
    [InlineData("endpoint_url")]
    public async Task The_first_of_them_counts(string level)
    {
        Variables.Remove("AWS_ENDPOINT_URL_IAM");
        List<string> profile = ["[profile dev]", "max_attempts = 1"];
        List<string> services = [];
        foreach (string candidate in Levels.SkipWhile(candidate => candidate != level))
        {
            string url = candidate == level ? Server.Endpoint.ToString() : "http://127.0.0.1:1";
            if (candidate == "services")
                services = ["[services local]", "sts =", "  endpoint_url = http://127.0.0.1:1", "iam =", $"  endpoint_url = {url}"];
            else if (candidate == "endpoint_url")
                profile.Add($"endpoint_url = {url}");
            else
                Variables[candidate] = url;
        }

        if (services.Count > 0)
            profile.Add("services = local");
        WriteConfig([.. profile, .. services]);

        await Check.RequireAsync("dev", LongTermKeys, ["a:One"], Ct);

        Assert.Empty(Log.Lines);
        LoggedRequest call = Assert.Single(Simulations);
        Assert.Equal(KeyId, call.SigningKeyId);
    }
}
