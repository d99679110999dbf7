using System.Globalization;
using IdentityServer.LocalAws;

namespace IdentityServer.Core.Tests.Permissions;

/// <summary>What a permission set comes to, by the table <c>permission-cases.json</c>, and how IAM is asked.</summary>
public sealed class PermissionCheckTests : PermissionTest
{
    private static readonly CaseTable Table = new("Permissions/permission-cases.json");

    public static TheoryData<string> Names => Table.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Permission_set(string name)
    {
        var row = Table.Read<PermissionCase>(name, CaseJson.Options);
        Arrange(row);
        string[] actions = row.Actions ?? ["a:One", "b:Two"];

        Exception? thrown = await Record.ExceptionAsync(() => Check.RequireAsync("dev", row.Session ? SessionKeys : LongTermKeys, actions, Ct));
        IdentityException? error = thrown is null ? null : Assert.IsType<IdentityException>(thrown);

        Assert.Equal(row.Outcome, error?.Code.ToString() ?? (Log.Lines.Count > 0 ? "warned" : "given"));
        string said = error?.Message ?? string.Join('\n', Log.Lines);
        Assert.Contains(row.Says ?? "", said, StringComparison.Ordinal);
        if (row.Says is not null)
            Assert.Contains("Profile \"dev\": ", said, StringComparison.Ordinal);
        AssertNoSecretIn(said + error);
        Assert.Equal(row.PolicySource, Simulations.Select(call => call.Parameters["PolicySourceArn"]).Distinct().SingleOrDefault());
    }

    [Fact]
    public async Task IAM_is_asked_once_for_each_action_and_by_the_keys_themselves()
    {
        Server.KnownSessionTokens[KeyId] = Token;

        await Check.RequireAsync("dev", SessionKeys, ["s3:GetObject", "sqs:SendMessage", "S3:getobject"], Ct);

        LoggedRequest call = Assert.Single(Simulations);
        Assert.Equal("2010-05-08", call.Parameters["Version"]);
        Assert.Equal("s3:GetObject", call.Parameters["ActionNames.member.1"]);
        Assert.Equal("sqs:SendMessage", call.Parameters["ActionNames.member.2"]);
        Assert.DoesNotContain("ActionNames.member.3", call.Parameters.Keys);
        Assert.Equal((KeyId, "us-east-1", Token), (call.SigningKeyId, call.SigningRegion, call.SecurityToken));
    }

    [Fact]
    public async Task Every_page_is_read()
    {
        Server.Iam.PageSize = 2;
        Server.Iam.Deny(User, "a:Action5");

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(
            () => Check.RequireAsync("dev", LongTermKeys, [.. Enumerable.Range(1, 5).Select(i => $"a:Action{i}")], Ct));

        Assert.Contains("not allowed a:Action5.", error.Message, StringComparison.Ordinal);
        Assert.Equal([null, "2", "4"], Simulations.Select(call => call.Parameters.GetValueOrDefault("Marker")));
    }

    [Fact]
    public async Task An_answer_without_an_end_is_given_up()
    {
        Server.Enqueue(
            LocalAwsActions.SimulatePrincipalPolicy,
            Fault.Garbage(
                "<SimulatePrincipalPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><SimulatePrincipalPolicyResult><IsTruncated>true</IsTruncated><Marker>again</Marker></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>",
                "text/xml"),
            times: 1000);

        await Check.RequireAsync("dev", LongTermKeys, ["a:One"], Ct);

        Assert.Contains("IAM gave no decision on a:One", Assert.Single(Log.Lines), StringComparison.Ordinal);
        Assert.Equal(100, Simulations.Count);
    }

    [Fact]
    public async Task A_fault_of_IAM_is_tried_again()
    {
        Server.Enqueue(LocalAwsActions.SimulatePrincipalPolicy, Fault.Error(500, "ServiceFailure", "try again"));

        await Check.RequireAsync("dev", LongTermKeys, ["a:One"], Ct);

        Assert.Equal(2, Simulations.Count);
        Assert.Empty(Log.Lines);
    }

    [Fact]
    public async Task Nobody_at_the_endpoints_is_a_warning()
    {
        WriteConfig("[profile dev]", "max_attempts = 1");
        Variables["AWS_ENDPOINT_URL_IAM"] = "http://127.0.0.1:1";
        await Check.RequireAsync("dev", LongTermKeys, ["a:One"], Ct);
        Variables["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1";
        await Check.RequireAsync("dev", LongTermKeys, ["a:One"], Ct);

        Assert.Equal(2, Log.Lines.Count(line => line.Contains("no connection to http://127.0.0.1:1. Check the network and the proxy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_malformed_setting_of_the_call_is_an_error()
    {
        WriteConfig("[profile dev]", "max_attempts = none");

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => Check.RequireAsync("dev", LongTermKeys, ["a:One"], Ct));

        Assert.Equal(IdentityErrorCode.InvalidProfile, error.Code);
    }

    private void Arrange(PermissionCase row)
    {
        WriteConfig("[profile dev]", "max_attempts = 1", row.RoleArn is null ? "" : $"role_arn = {row.RoleArn}");
        if (row.Session)
            Server.KnownSessionTokens[KeyId] = Token;
        Server.Iam.PageSize = row.PageSize;
        foreach ((string action, string decision) in row.Denied ?? [])
            Server.Iam.Deny(row.PolicySource!, action, decision);
        if (row.Caller is not null)
            NextCallerIs(row.Caller);
        Enqueue(LocalAwsActions.GetCallerIdentity, row.StsRefuses, row.StsSays);
        Enqueue(LocalAwsActions.SimulatePrincipalPolicy, row.IamRefuses, row.IamSays);
    }

    private void Enqueue(string action, string[]? refusal, string? body)
    {
        if (refusal is [var status, var code, var message])
            Server.Enqueue(action, Fault.Error(int.Parse(status, CultureInfo.InvariantCulture), code, message));
        if (body is not null)
            Server.Enqueue(action, Fault.Garbage(body.Replace("LONG", new string('x', 2_000_000), StringComparison.Ordinal), "text/xml"));
    }
}
