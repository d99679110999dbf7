namespace IdentityServer.Tests.Interop;

/// <summary>Who resolves the pairs of one environment.</summary>
internal interface IDifferentialSide : IAsyncDisposable
{
    Task<DifferentialOutcome> ResolveAsync(DifferentialCase pair);
}
