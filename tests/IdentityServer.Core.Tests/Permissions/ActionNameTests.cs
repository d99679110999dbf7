using IdentityServer.Core.Permissions;

namespace IdentityServer.Core.Tests.Permissions;

public sealed class ActionNameTests
{
    [Theory]
    [InlineData("s3:GetObject", true)]
    [InlineData("a:b", true)]
    [InlineData("execute-api:Invoke", true)]
    [InlineData("codewhisperer:GenerateRecommendations", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("GetObject", false)]
    [InlineData(":Get", false)]
    [InlineData("s3:", false)]
    [InlineData("s3:*", false)]
    [InlineData("*", false)]
    [InlineData("s3:Get:Object", false)]
    [InlineData("s3: GetObject", false)]
    [InlineData("s3:GetObject\n", false)]
    [InlineData("s3:Gét", false)]
    public void An_action_is_a_service_and_a_name(string? text, bool isAction) => Assert.Equal(isAction, ActionName.IsWellFormed(text));

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void No_longer_than_IAM_takes_it(int length, bool isAction) =>
        Assert.Equal(isAction, ActionName.IsWellFormed("s3:".PadRight(length, 'x')));
}
