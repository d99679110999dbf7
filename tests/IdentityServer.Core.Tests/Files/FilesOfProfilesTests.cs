using IdentityServer.Core.Tests.Credentials;

namespace IdentityServer.Core.Tests.Files;

/// <summary>The files that profiles and the environment name are never waited for, and never read without end.</summary>
public sealed class FilesOfProfilesTests : ResolverTest
{
    // In milliseconds; a pipe that is waited for would hold the test up for ever.
    private const int Patience = 30_000;

    private string PathOfFile => Path.Combine(Path.GetDirectoryName(ConfigFile)!, "file");

    [Theory(Timeout = Patience)]
    [InlineData("web_identity_token_file", "pipe", "it is not a regular file")]
    [InlineData("web_identity_token_file", "/dev/zero", "it is larger than 64 KiB")]
    [InlineData("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "pipe", "it is not a regular file")]
    [InlineData("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/dev/zero", "it is larger than 64 KiB")]
    [InlineData("ca_bundle", "pipe", "it is not a regular file")]
    [InlineData("ca_bundle", "/dev/zero", "it is larger than 16 MiB")]
    public async Task What_is_no_file_is_refused(string setting, string kind, string reason)
    {
        if (kind == "pipe")
            SpecialFile.CreatePipe(PathOfFile);
        else
            SpecialFile.LinkDevice(PathOfFile, kind);
        Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = new Uri(Server.Endpoint, "/container/role").ToString();
        Variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = PathOfFile;
        WriteConfig(BaseProfile, "[profile dev]", "role_arn = arn:aws:iam::123456789012:role/Demo", setting switch
        {
            "ca_bundle" => $"source_profile = base\nca_bundle = {PathOfFile}",
            "web_identity_token_file" => $"web_identity_token_file = {PathOfFile}",
            _ => "credential_source = EcsContainer",
        });

        IdentityException failure = await Task.Run(() => FailsAsync("dev"), Ct);

        Assert.Equal(IdentityErrorCode.InvalidProfile, failure.Code);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains(PathOfFile, failure.Message, StringComparison.Ordinal);
    }
}
