namespace IdentityServer.Rpc;

/// <summary><c>sso_registration_scopes</c>: separated by commas in the file, a list on the wire.</summary>
internal static class SsoScopes
{
    public static string[] Split(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string Join(IEnumerable<string> scopes) => string.Join(',', Split(string.Join(',', scopes)));
}
