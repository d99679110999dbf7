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

    public void Profile(string text) => Line("~/.aws/config", "", text);

    public void Asks(string who, string method, string argument) => Line(who, "→", $"{method} \"{argument}\"");

    public void Answers(string text) => Line("server", "←", text);

    public void Answers(IamCredential credential) => Answers(Describe(credential.Credentials));

    public void Tells(string text) => Line("server", "→", text);

    public void Person(string text) => Line("you", "→", text);

    public void Passes(string text) => Line("", "…", text);

    public void Counts(int calls, string remark) =>
        Line("STS", "=", $"{calls} AssumeRole {(calls == 1 ? "call" : "calls")} so far: {remark}");

    public void Fails(IdentityServerException error) => Answers($"{error.AwsErrorCode}: {error.Message}");

    public void Close(TimeSpan took)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All as told, in {took.TotalSeconds:F1} s; the made-up home is deleted. Your own: identity-client get PROFILE"));
    }

    private string Describe(IamCredentials keys) =>
        keys.Expiration is { } end
            ? string.Create(CultureInfo.InvariantCulture, $"key {keys.AccessKeyId}, secret ***, token ***, ends in {Lifetime(end - time.GetUtcNow())}")
            : $"key {keys.AccessKeyId}, secret ***, never ends";

    private static string Lifetime(TimeSpan left)
    {
        double minutes = Math.Round(left.TotalMinutes, MidpointRounding.AwayFromZero);
        return string.Create(CultureInfo.InvariantCulture, $"{minutes} min");
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
