using System.Diagnostics;
using System.Globalization;
using CsCheck;

namespace IdentityServer.Core.Tests.Sts;

/// <summary>The keys of generated arguments, against those that botocore makes of the same arguments, where it is installed.</summary>
public class StsCacheKeyBotocoreTests
{
    private const int BotocoreIsMissing = 3;

    // One key a line, for a JSON array of argument sets on stdin; all of it is read first, or the writer would find the pipe broken.
    private const string Script = """
        import json, sys
        sets = json.loads(sys.stdin.read())
        try:
            from botocore.credentials import AssumeRoleCredentialFetcher
        except ImportError:
            sys.exit(3)
        for args in sets:
            role = args.pop("RoleArn")
            print(AssumeRoleCredentialFetcher(None, None, role, extra_args=args)._create_cache_key())
        """;

    private static readonly Gen<string> Ascii = Gen.String[Gen.Char['\0', '\u007f'], 1, 12];
    private static readonly Gen<string> Rune = Gen.OneOf(Gen.Int[0, 0xD7FF], Gen.Int[0xE000, 0x10FFFF]).Select(char.ConvertFromUtf32);
    private static readonly Gen<string> Text = Gen.OneOf(Ascii, Rune.Array[1, 12].Select(string.Concat));

    private static readonly Gen<KeyArguments> Arguments = Gen.Select(
        Text, Text.Null(), Text.Null(), Text.Null(), Gen.Int[900, int.MaxValue].Nullable(), (role, name, externalId, serial, duration) =>
            new KeyArguments(role, name, externalId, serial, duration));

    [Fact]
    public async Task Keys_of_generated_arguments_are_those_of_botocore()
    {
        KeyArguments[] sets = Arguments.Array[1000].Single();

        string[] keys = await BotocoreKeysAsync(sets);

        Assert.Equal(sets.Length, keys.Length);
        foreach ((KeyArguments set, string key) in sets.Zip(keys))
            Assert.True(key == set.Key(), $"botocore gives {key}, the server {set.Key()}, for {Json(set)}");
    }

    private static async Task<string[]> BotocoreKeysAsync(KeyArguments[] sets)
    {
        using Process python = StartPython();
        await python.StandardInput.WriteAsync($"[{string.Join(",", sets.Select(Json))}]");
        python.StandardInput.Close();
        Task<string> errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);

        if (python.ExitCode == BotocoreIsMissing)
            Assert.Skip("botocore is not installed for python3, so its keys cannot be compared.");
        Assert.True(python.ExitCode == 0, await errors);
        return output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static Process StartPython()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-c", Script])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed, so botocore's keys cannot be compared.");
            throw;
        }
    }

    /// <summary>The arguments for Python, every character escaped: what is tested here must not lean on another JSON writer.</summary>
    private static string Json(KeyArguments set)
    {
        IEnumerable<string> members =
            from member in new (string Name, string? Value)[]
            {
                ("RoleArn", set.RoleArn), ("RoleSessionName", set.RoleSessionName), ("ExternalId", set.ExternalId), ("SerialNumber", set.SerialNumber),
            }
            where member.Value is not null
            select $"\"{member.Name}\":\"{string.Concat(member.Value.Select(c => $"\\u{(int)c:x4}"))}\"";
        if (set.DurationSeconds is { } duration)
            members = members.Append(string.Create(CultureInfo.InvariantCulture, $"\"DurationSeconds\":{duration}"));
        return $"{{{string.Join(",", members)}}}";
    }
}
