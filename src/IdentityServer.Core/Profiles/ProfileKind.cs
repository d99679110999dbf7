namespace IdentityServer.Core.Profiles;

/// <summary>What a profile can be used for, by the settings it has (duck typing). The names are those of the published protocol.</summary>
public enum ProfileKind
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Gives an SSO token.</summary>
    SsoTokenProfile,

    /// <summary>Holds static keys.</summary>
    IamCredentialsProfile,

    /// <summary>Assumes a role with the credentials of another profile.</summary>
    IamSourceProfileProfile,

    /// <summary>Assumes a role with credentials from the environment, instance metadata or a container.</summary>
    IamCredentialSourceProfile,

    /// <summary>Asks a process for credentials.</summary>
    IamCredentialProcessProfile,
}
