using System.Buffers;

namespace IdentityServer.Core.Permissions;

/// <summary>The name of an action that IAM knows, as <c>codewhisperer:GenerateRecommendations</c>.</summary>
public static class ActionName
{
    // IAM's bounds of an ActionNames member.
    private const int Shortest = 3;
    private const int Longest = 128;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    /// <summary>Whether <paramref name="text"/> has the form <c>service:Action</c>. IAM simulates no patterns, so a <c>*</c> has no place in it.</summary>
    public static bool IsWellFormed(string? text) =>
        text is { Length: >= Shortest and <= Longest }
        && !text.AsSpan().ContainsAnyExcept(Letters)
        && text.Split(':') is [{ Length: > 0 }, { Length: > 0 }];
}
