using System.Collections.Immutable;
using System.Text.Json;
using IdentityServer.Core.Profiles;

namespace IdentityServer.Core.Tests.Profiles;

/// <summary>One row of a table of edits. A file is an array of lines, each ended by LF, or one text; where it is not given, there is none.</summary>
internal sealed record EditCase(
    string Name,
    string Because,
    JsonElement? Config = null,
    JsonElement? Credentials = null,
    UpdateRow? Update = null,
    DeleteRow? Delete = null,
    SetRow? Set = null,
    ExpectRow? Expect = null,
    ErrorRow? Error = null)
{
    public string? ConfigText => TextOf(Config);

    public string? CredentialsText => TextOf(Credentials);

    /// <summary>A file that the row says nothing of stays as it was.</summary>
    public string? ExpectedConfig => Expect?.Config is { } config ? TextOf(config) : ConfigText;

    public string? ExpectedCredentials => Expect?.Credentials is { } credentials ? TextOf(credentials) : CredentialsText;

    /// <summary>What stands beside a file that was changed: what it held, but for the secrets that were taken out.</summary>
    public string? ExpectedConfigBackup => ExpectedConfig == ConfigText ? null : Expect?.ConfigBackup is { } backup ? TextOf(backup) : ConfigText;

    public string? ExpectedCredentialsBackup => ExpectedCredentials == CredentialsText ? null : Expect?.CredentialsBackup is { } backup ? TextOf(backup) : CredentialsText;

    public Task RunAsync(ProfileEditor editor) =>
        Update is not null ? editor.UpdateAsync(Update.ToUpdate(), TestContext.Current.CancellationToken)
        : Delete is not null ? editor.DeleteAsync(Delete.Profile, Delete.Fate, TestContext.Current.CancellationToken)
        : editor.SetAsync(Set!.Profile, Set.Setting, Set.Value, TestContext.Current.CancellationToken);

    private static string? TextOf(JsonElement? file) => file switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } lines => string.Concat(lines.EnumerateArray().Select(line => line.GetString() + "\n")),
        { } text => text.GetString(),
    };
}

internal sealed record UpdateRow(
    string Profile,
    Dictionary<string, string?>? Settings = null,
    ProfileKind[]? Kinds = null,
    SessionRow? SsoSession = null,
    bool CreateNonexistentProfile = true,
    bool CreateNonexistentSsoSession = true,
    bool UpdateSharedSsoSession = false)
{
    public ProfileUpdate ToUpdate() => new()
    {
        Profile = new SectionWish(Profile, Settings),
        Kinds = Kinds is null ? [ProfileKind.Unknown] : ImmutableArray.Create(Kinds),
        SsoSession = SsoSession is null ? null : new SectionWish(SsoSession.Name, SsoSession.Settings),
        CreateNonexistentProfile = CreateNonexistentProfile,
        CreateNonexistentSsoSession = CreateNonexistentSsoSession,
        UpdateSharedSsoSession = UpdateSharedSsoSession,
    };
}

internal sealed record SessionRow(string Name, Dictionary<string, string?>? Settings = null);

internal sealed record DeleteRow(string Profile, SsoSessionFate Fate = SsoSessionFate.Keep);

internal sealed record SetRow(string Profile, string Setting, string Value);

internal sealed record ExpectRow(JsonElement? Config = null, JsonElement? Credentials = null, JsonElement? ConfigBackup = null, JsonElement? CredentialsBackup = null);

internal sealed record ErrorRow(IdentityErrorCode Code, string[] Says);
