namespace IdentityServer.Core.Tests.Credentials;

/// <summary>Tests that measure their own process: nothing else may run in it meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "alone";
}
