using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using IdentityServer.Core.Profiles;
using IdentityServer.Core.Tests.Profiles;

namespace IdentityServer.Core.Tests.SharedConfig.Editing;

/// <summary>What an edit does to the files besides their content: modes, owners, links, backups, and what becomes of a write that fails.</summary>
public sealed class FileWritingTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Before = "[profile dev]\nregion = a\n";
    private const string After = "[profile dev]\nregion = b\n";

    private readonly EditBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task New_files_and_folders_are_their_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes: the user's folder is private by inheritance.");
        string folder = Path.Combine(bench.Folder, "home", ".aws");
        bench.Locations = bench.Locations with { ConfigFile = Path.Combine(folder, "config"), CredentialsFile = Path.Combine(folder, "credentials") };

        await bench.Editor().UpdateAsync(
            new UpdateRow("dev", new() { ["aws_access_key_id"] = "A", ["aws_secret_access_key"] = "S", ["region"] = "x" }).ToUpdate(),
            TestContext.Current.CancellationToken);

        Assert.Equal(Private, File.GetUnixFileMode(bench.Locations.ConfigFile));
        Assert.Equal(Private, File.GetUnixFileMode(bench.Locations.CredentialsFile));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(folder)!));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_keeps_its_mode_and_so_does_the_backup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        bench.Config = Before;
        const UnixFileMode mode = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(bench.Locations.ConfigFile, mode);

        await bench.SetAsync("dev", "region", "b");

        Assert.Equal(mode, File.GetUnixFileMode(bench.Locations.ConfigFile));
        Assert.Equal(mode, File.GetUnixFileMode(bench.Locations.ConfigFile + EditBench.BackupSuffix));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_backup_of_credentials_is_its_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        bench.Credentials = "[dev]\nregion = a\n";
        const UnixFileMode mode = Private | UnixFileMode.GroupRead;
        File.SetUnixFileMode(bench.Locations.CredentialsFile, mode);

        await bench.SetAsync("dev", "region", "b");

        Assert.Equal(mode, File.GetUnixFileMode(bench.Locations.CredentialsFile));
        Assert.Equal(Private, File.GetUnixFileMode(bench.Locations.CredentialsFile + EditBench.BackupSuffix));
    }

    [Fact]
    public async Task A_file_keeps_its_owner_and_group()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can give a file to another user.");
        bench.Config = Before;
        Run("chown", "12345:23456", bench.Locations.ConfigFile);

        await bench.SetAsync("dev", "region", "b");

        Assert.Equal("12345:23456", Run("stat", "-c", "%u:%g", bench.Locations.ConfigFile));
        Assert.Equal("12345:23456", Run("stat", "-c", "%u:%g", bench.Locations.ConfigFile + EditBench.BackupSuffix));
        Assert.Equal(After, bench.Config);
    }

    [Theory]
    [InlineData("dotfiles/aws-config")]
    [InlineData("aws-config")]
    public async Task A_link_stays_a_link_and_the_real_file_changes(string real)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only administrators make symbolic links.");
        string target = Path.Combine(bench.Folder, real);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, Before);
        File.CreateSymbolicLink(bench.Locations.ConfigFile, "middle");
        File.CreateSymbolicLink(Path.Combine(bench.Folder, "middle"), real);

        await bench.SetAsync("dev", "region", "b");

        Assert.Equal("middle", new FileInfo(bench.Locations.ConfigFile).LinkTarget);
        Assert.Null(new FileInfo(target).LinkTarget);
        Assert.Equal(After, await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        Assert.Equal(Before, await File.ReadAllTextAsync(target + EditBench.BackupSuffix, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_link_to_nowhere_gets_its_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only administrators make symbolic links.");
        Directory.CreateDirectory(Path.Combine(bench.Folder, "dotfiles"));
        File.CreateSymbolicLink(bench.Locations.ConfigFile, "dotfiles/aws-config");

        await bench.Editor().UpdateAsync(new UpdateRow("dev", new() { ["region"] = "a" }).ToUpdate(), TestContext.Current.CancellationToken);

        Assert.Equal("dotfiles/aws-config", new FileInfo(bench.Locations.ConfigFile).LinkTarget);
        Assert.Equal(Before, bench.Config);
    }

    [Fact]
    public async Task The_backup_holds_no_secret_that_the_edit_took_out()
    {
        bench.Credentials = "# kept\n[dev]\naws_access_key_id = AKIA\naws_secret_access_key = old/SECRET\n[other]\naws_secret_access_key = other/SECRET\naws_session_token = old/SECRET/longer\n";

        await bench.SetAsync("dev", "aws_secret_access_key", "new/SECRET");

        Assert.Equal(
            "# kept\n[dev]\naws_access_key_id = AKIA\naws_secret_access_key = ***\n[other]\naws_secret_access_key = other/SECRET\naws_session_token = old/SECRET/longer\n",
            await File.ReadAllTextAsync(bench.Locations.CredentialsFile + EditBench.BackupSuffix, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_secret_that_stood_there_twice_is_gone_twice()
    {
        bench.Credentials = "[dev]\naws_access_key_id = AKIA\nAWS_SECRET_ACCESS_KEY: older/SECRET\naws_secret_access_key = old/SECRET\n";

        await bench.Editor().UpdateAsync(
            new ProfileUpdate { Profile = new SectionWish("dev", new Dictionary<string, string?> { ["aws_secret_access_key"] = "" }), Kinds = [ProfileKind.Unknown] },
            TestContext.Current.CancellationToken);

        Assert.Equal("[dev]\naws_access_key_id = AKIA\n", bench.Credentials);
        Assert.Equal("[dev]\naws_access_key_id = AKIA\nAWS_SECRET_ACCESS_KEY: ***\naws_secret_access_key = ***\n", bench.CredentialsBackup);
    }

    [Fact]
    public async Task What_a_process_left_that_ended_while_it_wrote_goes_with_a_later_edit()
    {
        bench.Config = Before;
        string Beside(string name) => Path.Combine(bench.Folder, name);
        string[] remains = [".config.h5huqmsu.muv.tmp", ".config.identity-server.bak.abcdefgh.ijk.tmp"];
        string[] others = [".config.mine.tmp", ".config.h5huqmsu.muv", ".credentials.h5huqmsu.muv.tmp", ".config.young000.muv.tmp"];
        foreach (string name in remains.Concat(others))
        {
            await File.WriteAllTextAsync(Beside(name), "old/SECRET", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(Beside(name), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(name.Contains("young", StringComparison.Ordinal) ? -9 : -11));
        }

        await bench.SetAsync("dev", "region", "b");

        Assert.All(remains, name => Assert.False(File.Exists(Beside(name)), name));
        Assert.All(others, name => Assert.True(File.Exists(Beside(name)), name));
    }

    [Fact]
    public async Task The_backup_is_what_stood_before_the_last_edit()
    {
        bench.Config = Before;

        await bench.SetAsync("dev", "region", "b");
        await bench.SetAsync("dev", "region", "c");

        Assert.Equal(After, bench.ConfigBackup);
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_touches_no_file()
    {
        bench.Config = Before;
        var stamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(bench.Locations.ConfigFile, stamp);

        await bench.SetAsync("dev", "region", "a");

        Assert.Equal(stamp, File.GetLastWriteTimeUtc(bench.Locations.ConfigFile));
        Assert.Equal([bench.Locations.ConfigFile], Directory.GetFileSystemEntries(bench.Folder));
    }

    [Fact]
    public async Task Nothing_but_the_file_its_backup_and_the_locks_is_left()
    {
        bench.Config = Before;

        await bench.SetAsync("dev", "region", "b");

        string[] left = [.. Directory.GetFileSystemEntries(bench.Folder).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];
        Assert.Equal([".config.lock", ".credentials.lock", "config", "config" + EditBench.BackupSuffix], left);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_and_nothing_is_lost()
    {
        File.WriteAllText(Path.Combine(bench.Folder, "file"), "here");
        bench.Locations = bench.Locations with { ConfigFile = Path.Combine(bench.Folder, "file", "config") };
        bench.Credentials = "[dev]\n";

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => bench.SetAsync("dev", "region", "b"));

        AssertTold(error, bench.Locations.ConfigFile, "AWS_CONFIG_FILE", "as it was");
    }

    [Fact]
    public async Task A_write_that_fails_half_way_leaves_the_file_and_no_rubbish()
    {
        bench.Config = Before;
        Directory.CreateDirectory(Path.Combine(bench.Locations.ConfigFile + EditBench.BackupSuffix, "full"));

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => bench.SetAsync("dev", "region", "b"));

        AssertTold(error, bench.Locations.ConfigFile, "writable");
        Assert.Equal(Before, bench.Config);
        Assert.DoesNotContain(Directory.GetFiles(bench.Folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_read_only_folder_is_told_and_nothing_is_lost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "This user (root, or one of Windows) writes to every folder.");
        bench.Config = Before;
        UnixFileMode mode = File.GetUnixFileMode(bench.Folder);
        File.SetUnixFileMode(bench.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => bench.SetAsync("dev", "region", "b"));

            AssertTold(error, bench.Locations.ConfigFile, "permission is denied");
            Assert.Equal(Before, bench.Config);
        }
        finally
        {
            File.SetUnixFileMode(bench.Folder, mode);
        }
    }

    [Fact]
    public async Task A_read_only_file_is_not_replaced()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "This user (root) writes every file.");
        bench.Config = Before;
        File.SetAttributes(bench.Locations.ConfigFile, FileAttributes.ReadOnly);

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => bench.SetAsync("dev", "region", "b"));

        AssertTold(error, bench.Locations.ConfigFile, "permission is denied");
        File.SetAttributes(bench.Locations.ConfigFile, FileAttributes.Normal);
        Assert.Equal(Before, bench.Config);
    }

    [Theory]
    [InlineData("UTF-16", new byte[] { 0xFF, 0xFE, 0x5B, 0x00 })]
    [InlineData("UTF-8", new byte[] { 0x5B, 0x64, 0x5D, 0x0A, 0x23, 0xE9, 0x0A })]
    public async Task A_file_that_is_no_text_is_refused_and_untouched(string says, byte[] bytes)
    {
        await File.WriteAllBytesAsync(bench.Locations.ConfigFile, bytes, TestContext.Current.CancellationToken);
        bench.Credentials = "[dev]\n";

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => bench.SetAsync("dev", "region", "b"));

        Assert.Equal(IdentityErrorCode.CannotReadSharedConfig, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(bench.Locations.ConfigFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_in_the_files_place_is_refused()
    {
        Directory.CreateDirectory(bench.Locations.ConfigFile);
        bench.Credentials = "[dev]\n";

        IdentityException error = await Assert.ThrowsAsync<IdentityException>(() => bench.SetAsync("dev", "region", "b"));

        Assert.Equal(IdentityErrorCode.CannotReadSharedConfig, error.Code);
    }

    private static void AssertTold(IdentityException error, params string[] texts)
    {
        Assert.Equal(IdentityErrorCode.CannotWriteSharedConfig, error.Code);
        Assert.All(texts, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}."));
        return output.Trim();
    }
}
