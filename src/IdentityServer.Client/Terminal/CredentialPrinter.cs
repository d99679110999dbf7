using System.Globalization;
using System.Text;
using System.Text.Json;
using IdentityServer.Protocol;

namespace IdentityServer.Client.Terminal;

/// <summary>Prints a credential for a person, or for another program.</summary>
internal sealed class CredentialPrinter
{
    private readonly TextWriter output;
    private readonly CredentialForm form;
    private readonly TimeProvider time;

    public CredentialPrinter(TextWriter output, CredentialForm form, TimeProvider time)
    {
        this.output = output;
        this.form = form;
        this.time = time;
    }

    public void Print(string profileName, IamCredential credential)
    {
        if (form == CredentialForm.Json)
        {
            output.WriteLine(ToProcessJson(credential.Credentials));
            return;
        }

        IamCredentials keys = credential.Credentials;
        output.WriteLine($"""
            profile   {profileName} ({(credential.Kinds.Count == 0 ? "of no known kind" : string.Join(", ", credential.Kinds))})
            key id    {keys.AccessKeyId}
            secret    {Secret(keys.SecretAccessKey)}
            token     {(keys.SessionToken is null ? "none" : Secret(keys.SessionToken))}
            expires   {Expiration(keys.Expiration)}
            id        {credential.Id}
            """);
    }

    /// <summary>The form that <c>credential_process</c> prints, so that every AWS tool can take it.</summary>
    private static string ToProcessJson(IamCredentials keys)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("Version", 1);
            json.WriteString("AccessKeyId", keys.AccessKeyId);
            json.WriteString("SecretAccessKey", keys.SecretAccessKey);
            if (keys.SessionToken is not null)
                json.WriteString("SessionToken", keys.SessionToken);
            if (keys.Expiration is { } expiration)
                json.WriteString("Expiration", expiration.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private string Secret(string text) => form == CredentialForm.WithSecrets ? text : "*** (--show-secrets shows it)";

    private string Expiration(DateTimeOffset? expiration) => expiration is { } end
        ? string.Create(CultureInfo.InvariantCulture, $"{end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, in {Math.Max(0, (end - time.GetUtcNow()).TotalMinutes):F0} min")
        : "never";
}
