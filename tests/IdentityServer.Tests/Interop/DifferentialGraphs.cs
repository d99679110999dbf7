namespace IdentityServer.Tests.Interop;

/// <summary>Draws shapes nobody thought of: a handful of profiles of random kinds that point at one another.</summary>
internal sealed class DifferentialGraphs
{
    private static readonly string[] Names = ["dev", "prod", "hub", "base", "ops"];
    private static readonly string[] Environments = ["plain", "plain", "no-region", "no-region", "keys", "default-region", "imds", "container"];

    private readonly Random random;
    private readonly List<string> config = [];
    private readonly List<string> credentials = [];
    private readonly HashSet<string> features = [];

    private DifferentialGraphs(Random random)
    {
        this.random = random;
    }

    public static DifferentialShape Draw(Random random, int number) => new DifferentialGraphs(random).Draw(number);

    private DifferentialShape Draw(int number)
    {
        string environment = Environments[random.Next(Environments.Length)];
        foreach (string name in Names.Take(random.Next(2, Names.Length + 1))) AddProfile(name, environment);
        return new DifferentialShape(
            $"graph {number}",
            "Drawn.",
            environment,
            "dev",
            config,
            credentials,
            new Dictionary<string, string>
            {
                ["token"] = "eyJ.web.identity",
                ["process.json"] = """{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"p"}""",
            },
            [.. features]);
    }

    private bool Happens(int percent) => random.Next(100) < percent;

    private string OneOf(params string[] all) => all[random.Next(all.Length)];

    private void AddProfile(string name, string environment)
    {
        List<string> lines = Happens(35) ? credentials : config;
        lines.Add(lines == config ? $"[profile {name}]" : $"[{name}]");
        bool inConfig = lines == config;
        int kind = name == "dev" ? random.Next(60) : random.Next(100);
        if (kind < 60) AddRole(lines, name);
        if (kind >= 55 && kind < 85) lines.Add($"@keys {name.ToUpperInvariant()}");
        if (kind is >= 85 and < 92) lines.Add("credential_process = cat {home}/process.json");
        if (kind is >= 92 and < 97) lines.AddRange(["@role Web" + name, "web_identity_token_file = {home}/token"]);
        if (MayHaveRegion(name, environment)) AddRegion(lines, environment);
        // Half of a profile in the other file.
        if (inConfig && Happens(8)) credentials.AddRange([$"[{name}]", "external_id = from-credentials"]);
        if (inConfig && Happens(6))
        {
            if (!credentials.Contains($"[{name}]")) credentials.Add($"[{name}]");
            credentials.Add($"@keys {name.ToUpperInvariant()}2");
        }
    }

    private void AddRole(List<string> lines, string name)
    {
        lines.Add($"@role {char.ToUpperInvariant(name[0])}{name[1..]}");
        int source = random.Next(100);
        if (source < 78) lines.Add($"source_profile = {Names[random.Next(Names.Length)]}");
        if (source >= 75) lines.Add($"credential_source = {OneOf("Environment", "Ec2InstanceMetadata", "EcsContainer")}");
        if (Happens(20)) lines.Add($"external_id = for-{name}");
        if (Happens(20)) lines.Add($"role_session_name = {name}@corp");
        if (Happens(15)) lines.Add($"duration_seconds = {OneOf("900", "1800", "3600", "7200")}");
        if (Happens(10)) lines.Add("mfa_serial = arn:aws:iam::111111111111:mfa/me");
    }

    // The CLI calls no STS without a region; and where the environment has one, it wins over all others.
    private bool MayHaveRegion(string name, string environment) => environment switch
    {
        "no-region" => name == "dev" || Happens(25),
        "default-region" => Happens(25),
        _ => false,
    };

    private void AddRegion(List<string> lines, string environment)
    {
        lines.Add($"region = {OneOf("ap-south-1", "eu-central-1")}");
        features.Add("own-region");
        if (environment == "default-region") features.Add("region-and-environment");
    }
}
