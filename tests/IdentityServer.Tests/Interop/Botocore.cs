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

    public static Task RequireAsync(Stage stage) => Tool.RequireAsync(stage.Home, Tool.Python, "-c", "import botocore");

    /// <summary>The keys of a profile, under the names of the wire.</summary>
    public static async Task<JsonObject> GetAsync(Stage stage, string profile)
    {
        ToolResult result = await Tool.RunAsync(stage.Home, stage.Environment, Tool.Python, "-c", Script, profile, Profiles.MfaCode);
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonNode.Parse(result.Output)!.AsObject();
    }
}
