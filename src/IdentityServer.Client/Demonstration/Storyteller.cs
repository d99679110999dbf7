using System.Globalization;
using IdentityServer.Protocol;

namespace IdentityServer.Client.Demonstration;

/// <summary>Lays the story out on the screen: a headline a scene, then one line a step, who and what.</summary>
internal sealed class Storyteller
{
    private const int Width = 108;
    private const int Indent = 15;

    private readonly TextWriter output;
    private readonly string home;
    private readonly TimeProvider time;
    private int scenes;

    public Storyteller(TextWriter output, string home, TimeProvider time)
    {
        this.output = output;
        this.home = home;
        this.time = time;
    }

    public void Open() => output.WriteLine("""
        identity-server: AWS credentials for editors. A demonstration with a made-up ~/.aws and an STS on this
        machine; no AWS account, no network. An editor ("IDE") spawns the server and asks; the server answers.
        """);

    public void Scene(string title)
    {
        string headline = $"── {++scenes}  {title} ";
        output.WriteLine();
        output.WriteLine(headline.PadRight(Width, '─'));
    }

    public void Profile(string text) => Line("config", "=", text);

    public void Asks(string who, string method, string argument) => Line(who, "→", $"{method} \"{argument}\"");

    public void Answers(string who, string text) => Line(who, "←", text);

    public void Answers(string who, IamCredential credential) => Answers(who, Describe(credential.Credentials));

    public void Fails(string who, IdentityServerException error) => Answers(who, $"{error.AwsErrorCode}: {error.Message}");

    public void Tells(string who, string text) => Line(who, "→", text);

    public void Person(string text) => Line("you", "→", text);

    public void Passes(string text) => Line("", "…", text);

    public void Counts(int calls, string remark) =>
        Line("STS", "=", $"{calls} AssumeRole {(calls == 1 ? "call" : "calls")} so far: {remark}");

    public static void Close(TextWriter output, TimeSpan took)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All as told, in {took.TotalSeconds:F1} s; the made-up home is deleted. For your own ~/.aws: identity-client get PROFILE"));
    }

    private string Describe(IamCredentials keys)
    {
        string token = keys.SessionToken is null ? "no token" : "token ***";
        string end = keys.Expiration is { } expiration
            ? string.Create(CultureInfo.InvariantCulture, $"ends in {(expiration - time.GetUtcNow()).TotalMinutes:F0} min")
            : "never ends";
        return $"key {keys.AccessKeyId}, secret ***, {token}, {end}";
    }

    // The made-up home is ~ for the server; and so it is for the reader.
    private void Line(string who, string arrow, string text)
    {
        string start = $"  {who,-9} {arrow,-1}  ";
        foreach (string part in Wrap(text.Replace(home, "~", StringComparison.Ordinal)))
        {
            output.WriteLine((start.PadRight(Indent) + part).TrimEnd());
            start = "";
        }
    }

    private static IEnumerable<string> Wrap(string text)
    {
        while (text.Length > Width - Indent)
        {
            int at = text.LastIndexOf(' ', Width - Indent);
            if (at <= 0)
                break;
            yield return text[..at];
            text = text[(at + 1)..];
        }

        yield return text;
    }
}
