namespace IdentityServer.LocalAws;

/// <summary>The names under which requests are logged, awaited and met with faults.</summary>
public static class LocalAwsActions
{
    public const string AssumeRole = "AssumeRole";
    public const string AssumeRoleWithWebIdentity = "AssumeRoleWithWebIdentity";
    public const string GetCallerIdentity = "GetCallerIdentity";
    public const string GetSessionToken = "GetSessionToken";
    public const string SimulatePrincipalPolicy = "SimulatePrincipalPolicy";

    /// <summary>PUT /latest/api/token.</summary>
    public const string ImdsToken = "imds:token";

    /// <summary>The request that asks which role the instance has.</summary>
    public const string ImdsRoleName = "imds:role-name";

    /// <summary>The request for the credentials of one role.</summary>
    public const string ImdsDocument = "imds:document";

    /// <summary>Any other path of the metadata service.</summary>
    public const string ImdsOther = "imds:other";

    public const string Container = "container";

    /// <summary>A request that belongs to no service here, or an STS request without an action.</summary>
    public const string Other = "other";
}
