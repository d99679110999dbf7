using IdentityServer.Tests.Harness;

namespace IdentityServer.Tests.Interop;

/// <summary>The AWS SDK has a shared-config reader of its own, which throws at lines that this server and the AWS CLI read.</summary>
public sealed class FirstCallTests
{
    [Theory]
    [InlineData("role_arn : arn:aws:iam::123456789012:role/Demo\nsource_profile : dev\naws_access_key_id : AKIADEV\naws_secret_access_key : s\n")]
    [InlineData("role_arn = arn:aws:iam::123456789012:role/Demo\nweb_identity_token_file = ~/token\n[profile other]\nthis line says nothing\n")]
    public async Task The_first_STS_call_does_not_depend_on_how_the_SDK_would_read_the_files(string settings)
    {
        await using Stage stage = await Stage.OpenAsync("[profile dev]\n" + settings);
        stage.Home.Write("token", "eyJ.web.identity");
        await (await stage.ConnectAsync()).GetAsync("dev");
        Assert.Single(stage.Aws.Requests);
    }
}
