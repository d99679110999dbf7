using IdentityServer.Client.Terminal;

namespace IdentityServer.Tests.Client;

public sealed class RequestParserTests
{
    [Theory]
    [InlineData("a secret on the command line", "asked for or read from stdin", "set", "keys", "aws_secret_access_key=typed/SECRET")]
    [InlineData("a token on the command line, in capitals", "asked for or read from stdin", "set", "keys", "AWS_SESSION_TOKEN=typed/SECRET")]
    [InlineData("a value without a name", "NAME=VALUE", "set", "keys", "=typed/SECRET")]
    [InlineData("a word that is no setting", "NAME=VALUE", "set", "keys", "typed/SECRET")]
    [InlineData("a setting twice", "is there twice", "set", "keys", "region=a", "Region=b")]
    [InlineData("no settings", "set needs settings", "set", "keys")]
    [InlineData("two names", "one word too many", "delete", "keys", "role")]
    [InlineData("words for list", "list takes no words", "list", "keys")]
    public void A_command_line_that_cannot_be_meant_is_refused_without_its_values(string because, string reason, params string[] arguments)
    {
        string told = Assert.IsType<Request.Reject>(RequestParser.Parse(arguments)).Reason;
        Assert.True(told.Contains(reason, StringComparison.Ordinal) && !told.Contains("SECRET", StringComparison.Ordinal), $"{because}: {told}");
    }

    [Fact]
    public void Secrets_go_without_a_value_and_an_empty_value_removes()
    {
        var set = Assert.IsType<Request.Set>(RequestParser.Parse(["set", "my profile", "aws_secret_access_key", "aws_session_token=", "region= a=b ", "--encrypt"]));
        Assert.Equal("my profile", set.ProfileName);
        Assert.Equal([new SettingWish("aws_secret_access_key", null), new SettingWish("aws_session_token", ""), new SettingWish("region", "a=b")], set.Settings);
    }
}
