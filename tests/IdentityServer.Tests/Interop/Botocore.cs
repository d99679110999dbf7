using System.Text.Json.Nodes;
using IdentityServer.Tests.Harness;
using IdentityServer.Tests.Sessions;

namespace IdentityServer.Tests.Interop;

/// <summary>botocore, set up as the AWS CLI sets it up (awscli <c>customizations/assumerole.py</c>), with a person who types the MFA code.</summary>
internal static class Botocore
{
    private const string Script = """
        import json, os, sys
        import botocore.session
        from botocore.credentials import JSONFileCache

        session = botocore.session.Session(profile=sys.argv[1])
        provider = session.get_component('credential_provider').get_provider('assume-role')
        provider.cache = JSONFileCache(os.path.expanduser(os.path.join('~', '.aws', 'cli', 'cache')))
        provider._prompter = lambda text: sys.argv[2]
        keys = session.get_credentials().get_frozen_credentials()
        print(json.dumps({'accessKeyId': keys.access_key, 'secretAccessKey': keys.secret_key, 'sessionToken': keys.token}))
        """;

    private const string SimulationScript = """
        import json, sys
        import botocore.session

        iam = botocore.session.Session(profile=sys.argv[1]).create_client('iam')
        answers = iam.get_paginator('simulate_principal_policy').paginate(PolicySourceArn=sys.argv[2], ActionNames=sys.argv[3:])
        print(json.dumps({one['EvalActionName']: one['EvalDecision'] for page in answers for one in page['EvaluationResults']}))
        """;

    public static Task RequireAsync(Stage stage) => Tool.RequireAsync(stage.Home, Tool.Python, "-c", "import botocore");

    /// <summary>The keys of a profile, under the names of the wire.</summary>
    public static Task<JsonObject> GetAsync(Stage stage, string profile) => RunAsync(stage, Script, profile, Profiles.MfaCode);

    /// <summary>IAM's decisions on actions of a principal, asked with the keys of a profile.</summary>
    public static Task<JsonObject> SimulateAsync(Stage stage, string profile, string principal, params string[] actions) =>
        RunAsync(stage, SimulationScript, [profile, principal, .. actions]);

    private static async Task<JsonObject> RunAsync(Stage stage, string script, params string[] arguments)
    {
        ToolResult result = await Tool.RunAsync(stage.Home, stage.Environment, Tool.Python, ["-c", script, .. arguments]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonNode.Parse(result.Output)!.AsObject();
    }
}
