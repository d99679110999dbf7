using System.Text.Json;
using IdentityServer.Core;
using IdentityServer.Core.Credentials;
using IdentityServer.Protocol;
using StreamJsonRpc;

namespace IdentityServer.Rpc;

/// <summary>The client at the other end of the connection.</summary>
internal sealed class RpcIdentityClient : IIdentityClient
{
    private JsonRpc? connection;

    /// <summary>The connection comes after the services that call through it.</summary>
    public void Connect(JsonRpc rpc) => connection = rpc;

    public async Task<MfaCode> GetMfaCodeAsync(string profileName, string? mfaSerial, CancellationToken cancellationToken)
    {
        GetMfaCodeResult? answer;
        // An absent argument is left out, as the published clients do; the library takes exactly one type for each that is there.
        List<(string Name, object Value)> arguments = [(nameof(profileName), profileName)];
        if (mfaSerial is not null) arguments.Add((nameof(mfaSerial), mfaSerial));
        try
        {
            answer = await Connection.InvokeWithParameterObjectAsync<GetMfaCodeResult?>(
                MethodNames.GetMfaCode,
                Arguments(arguments),
                ArgumentTypes(arguments),
                cancellationToken).WaitAsync(cancellationToken); // The library waits on for the answer to a question that was withdrawn.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception ex) when (ex is RemoteRpcException or OperationCanceledException or ConnectionLostException or JsonException)
        {
            throw NoCode(
                profileName,
                mfaSerial,
                ex switch
                {
                    RemoteMethodNotFoundException => "the client does not know how to ask for one",
                    RemoteSerializationException or JsonException => "the client's answer is not of the form {code}",
                    _ => "the client declined to give one",
                },
                ex);
        }

        return string.IsNullOrWhiteSpace(answer?.Code)
            ? throw NoCode(profileName, mfaSerial, "none was entered", cause: null)
            : new MfaCode(new Secret(answer.Code.Trim()), string.IsNullOrWhiteSpace(answer.MfaSerial) ? null : answer.MfaSerial);
    }

    public Task TellAsync(string method, params (string Name, object Value)[] arguments) =>
        Connection.NotifyWithParameterObjectAsync(method, Arguments(arguments), ArgumentTypes(arguments));

    private JsonRpc Connection => connection ?? throw new InvalidOperationException("No client is connected yet.");

    private static Dictionary<string, object?> Arguments(IEnumerable<(string Name, object Value)> arguments) =>
        arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value);

    private static Dictionary<string, Type> ArgumentTypes(IEnumerable<(string Name, object Value)> arguments) =>
        arguments.ToDictionary(argument => argument.Name, argument => argument.Value.GetType());

    private static IdentityException NoCode(string profileName, string? mfaSerial, string why, Exception? cause) =>
        new(
            IdentityErrorCode.MfaRequired,
            $"Profile \"{profileName}\": the role needs a code of MFA device {mfaSerial ?? "(not named in the profile)"}, and {why}. Ask for the credential again and enter the code.",
            cause);
}
