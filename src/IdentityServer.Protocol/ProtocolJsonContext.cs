using System.Text.Json.Serialization;
using StreamJsonRpc;

namespace IdentityServer.Protocol;

/// <summary>The JSON of the wire contract, source-generated: camel case, absent members left out, unknown members ignored, null only where a member may be null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GetIamCredentialParams))]
[JsonSerializable(typeof(GetIamCredentialResult))]
[JsonSerializable(typeof(EncryptedCredentialsContent))]
[JsonSerializable(typeof(InvalidateStsCredentialParams))]
[JsonSerializable(typeof(InvalidateStsCredentialResult))]
[JsonSerializable(typeof(ListProfilesParams))]
[JsonSerializable(typeof(ListProfilesResult))]
[JsonSerializable(typeof(Profile[]))] // Named arguments of profileChanged are written each by its own type.
[JsonSerializable(typeof(SsoSession[]))]
[JsonSerializable(typeof(UpdateProfileParams))]
[JsonSerializable(typeof(UpdateProfileResult))]
[JsonSerializable(typeof(DeleteProfileParams))]
[JsonSerializable(typeof(DeleteProfileResult))]
[JsonSerializable(typeof(GetMfaCodeParams))]
[JsonSerializable(typeof(GetMfaCodeResult))]
[JsonSerializable(typeof(StsCredentialChangedParams))]
[JsonSerializable(typeof(InitializeParams))]
[JsonSerializable(typeof(InitializeResult))]
[JsonSerializable(typeof(NoResult))]
[JsonSerializable(typeof(LogMessageParams))]
[JsonSerializable(typeof(AwsErrorData))]
[JsonSerializable(typeof(RequestId))] // Without it $/cancelRequest never arrives.
public sealed partial class ProtocolJsonContext : JsonSerializerContext;
