using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace IdentityServer.Core.Tests.Permissions;

/// <summary>The loopback AWS reads signatures and does not verify them: here the one of the call to IAM is worked out again by the rules (Signature Version 4).</summary>
public sealed class IamSignatureTests : PermissionTest
{
    [Fact]
    public async Task The_call_to_IAM_is_signed_as_IAM_verifies_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Variables["AWS_ENDPOINT_URL_IAM"] = $"http://{listener.LocalEndpoint}";
        WriteConfig("[profile dev]", "max_attempts = 1");
        Server.KnownSessionTokens[KeyId] = Token;
        Task check = Check.RequireAsync("dev", SessionKeys, ["s3:GetObject", "sqs:SendMessage"], Ct);

        (Dictionary<string, string> headers, string body) = await ReceiveAsync(listener);
        await check;

        Assert.Equal(
            "Action=SimulatePrincipalPolicy&ActionNames.member.1=s3%3AGetObject&ActionNames.member.2=sqs%3ASendMessage&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Auser%2Flocal&Version=2010-05-08",
            string.Join('&', body.Split('&').Order(StringComparer.Ordinal)));
        string[] signature = headers["authorization"].Split(' ', ',').Select(part => part.Trim()).Where(part => part.Contains('=', StringComparison.Ordinal)).ToArray();
        string scope = signature[0]["Credential=".Length..];
        Assert.EndsWith("/us-east-1/iam/aws4_request", scope, StringComparison.Ordinal);
        string signedHeaders = signature[1]["SignedHeaders=".Length..];
        Assert.Contains("host", signedHeaders.Split(';'));
        Assert.Contains("x-amz-security-token", signedHeaders.Split(';'));
        Assert.Equal("Signature=" + SignatureOf(headers, signedHeaders, body, scope.Split('/')), signature[2]);
    }

    private static string SignatureOf(Dictionary<string, string> headers, string signedHeaders, string body, string[] scope)
    {
        IEnumerable<string> lines = signedHeaders.Split(';').Select(name => $"{name}:{headers[name]}\n");
        string canonical = $"POST\n/\n\n{string.Concat(lines)}\n{signedHeaders}\n{Sha256(body)}";
        string text = $"AWS4-HMAC-SHA256\n{headers["x-amz-date"]}\n{string.Join('/', scope[1..])}\n{Sha256(canonical)}";
        byte[] key = scope[1..].Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), (sofar, part) => HMACSHA256.HashData(sofar, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Answers nothing of use: the request is what counts.
    private static async Task<(Dictionary<string, string> Headers, string Body)> ReceiveAsync(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Ct);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.Equal("POST / HTTP/1.1", await reader.ReadLineAsync(Ct));
        Dictionary<string, string> headers = [];
        while (await reader.ReadLineAsync(Ct) is { Length: > 0 } line)
            headers[line.Split(':', 2)[0].ToLowerInvariant()] = line.Split(':', 2)[1].Trim();
        char[] body = new char[int.Parse(headers["content-length"], System.Globalization.CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body, Ct);
        await client.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Ct);
        return (headers, new string(body));
    }
}
