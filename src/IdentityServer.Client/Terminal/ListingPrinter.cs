using IdentityServer.Protocol;

namespace IdentityServer.Client.Terminal;

/// <summary>Prints profiles and sso-sessions for a person, their secrets as <c>***</c>.</summary>
internal sealed class ListingPrinter
{
    private readonly TextWriter output;

    public ListingPrinter(TextWriter output)
    {
        this.output = output;
    }

    public void Print(ListProfilesResult listing)
    {
        foreach (Profile profile in listing.Profiles)
        {
            output.WriteLine($"{profile.Name} ({string.Join(", ", profile.Kinds)})");
            foreach ((string name, string? value) in profile.Settings ?? new Dictionary<string, string?>())
                PrintSetting(name, SecretSettings.Contains(name) ? "***" : value);
        }

        foreach (SsoSession session in listing.SsoSessions)
        {
            output.WriteLine($"sso-session {session.Name}");
            foreach ((string name, SsoSetting? setting) in session.Settings ?? new Dictionary<string, SsoSetting?>())
                PrintSetting(name, setting?.List is { } list ? string.Join(", ", list) : setting?.Text);
        }

        if (listing is { Profiles.Count: 0, SsoSessions.Count: 0 })
            output.WriteLine("There are no profiles yet: set makes one.");
    }

    // A value that goes over several lines of the file stays on one here.
    private void PrintSetting(string name, string? value) => output.WriteLine($"    {name} = {value?.ReplaceLineEndings(" ")}");
}
