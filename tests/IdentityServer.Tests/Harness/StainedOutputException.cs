namespace IdentityServer.Tests.Harness;

/// <summary>The server wrote something on stdout that is no LSP frame.</summary>
internal sealed class StainedOutputException(string what) : Exception($"stdout must carry LSP frames only, but there was {what}.");
