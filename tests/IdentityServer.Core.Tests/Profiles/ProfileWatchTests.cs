using IdentityServer.Core.Profiles;
using IdentityServer.Core.SharedConfig;
using IdentityServer.Core.Tests.SharedConfig;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityServer.Core.Tests.Profiles;

/// <summary>When a change of the files is told, and when not. Ways of writing are the matter of the watches of files.</summary>
public sealed class ProfileWatchTests : IDisposable
{
    private readonly TempConfig files = new();
    private readonly ListLogger<ProfileWatch> log = new();
    private readonly List<string> told = [];
    private readonly InjectedFiles injected = new();
    private readonly ProfileWatch watch;

    public ProfileWatchTests()
    {
        files.WriteConfig("[profile a]\n");
        watch = new ProfileWatch(files.Store(), files.Time, log, injected.Watch);
        watch.Changed += listing => told.Add(string.Join(',', listing.Profiles.Select(profile => profile.Name)));
    }

    public void Dispose()
    {
        watch.Dispose();
        files.Dispose();
    }

    [Fact]
    public void It_waits_until_the_files_were_left_alone_for_half_a_second()
    {
        watch.Start();
        files.WriteConfig("[profile ab]\n");
        injected.Change();
        Pass(499);
        files.WriteConfig("[profile abc]\n");
        injected.Change();
        Pass(499);
        Assert.Empty(told);
        Pass(1);
        Assert.Equal(["abc"], told);
        Pass(10_000);
        Assert.Equal(["abc"], told);
    }

    [Theory]
    [InlineData("[profile a]\n# a comment\n")]
    [InlineData("[profile a]\noutput = json\n")]
    [InlineData("\n\n[profile   a]\r\n")]
    [InlineData("[profile a]\n")]
    public void What_changes_nothing_that_is_listed_is_not_told(string text)
    {
        watch.Start();
        files.WriteConfig(text);
        Settle();
        Assert.Empty(told);

        files.WriteCredentials("[b]\n");
        Settle();
        Assert.Equal(["a,b"], told);
    }

    [Fact]
    public void What_was_undone_in_time_is_not_told_and_what_was_undone_later_is_told_twice()
    {
        watch.Start();
        files.WriteConfig("[profile ab]\n");
        injected.Change();
        files.WriteConfig("[profile a]\n");
        Settle();
        Assert.Empty(told);

        files.WriteConfig("[profile ab]\n");
        Settle();
        files.WriteConfig("[profile a]\n");
        Settle();
        Assert.Equal(["ab", "a"], told);
    }

    [Fact]
    public void Removed_files_are_told_as_no_profiles()
    {
        watch.Start();
        File.Delete(files.Locations.ConfigFile);
        Settle();
        Assert.Equal([""], told);
    }

    [Fact]
    public void A_file_that_cannot_be_read_leaves_the_listing_as_it_was()
    {
        watch.Start();
        Break();
        Settle();
        Assert.Empty(told);
        Assert.StartsWith("Warning: The profiles cannot be listed until the next change: Cannot read the AWS config file", Assert.Single(log.Lines, line => !line.StartsWith("Debug", StringComparison.Ordinal)), StringComparison.Ordinal);

        files.WriteConfig("[profile a]\n");
        Settle();
        Assert.Empty(told);

        Break();
        Settle();
        files.WriteConfig("[profile ab]\n");
        Settle();
        Assert.Equal(["ab"], told);
    }

    [Fact]
    public void A_file_that_cannot_be_read_at_the_start_is_told_once_it_can()
    {
        Break();
        watch.Start();
        files.WriteConfig("[profile a]\n");
        Settle();
        Assert.Equal(["a"], told);
    }

    [Fact]
    public void What_changed_before_the_start_is_known_and_what_changed_during_it_is_not_missed()
    {
        files.WriteConfig("[profile ab]\n");
        injected.Meanwhile = () => files.WriteConfig("[profile abc]\n");
        watch.Start();
        watch.Start();
        Assert.Equal(1, injected.Watches);
        Settle();
        Assert.Empty(told);
    }

    [Fact]
    public void After_the_stop_nothing_is_told()
    {
        watch.Start();
        files.WriteConfig("[profile ab]\n");
        injected.Change();
        watch.Stop();
        Pass(1000);
        injected.Change();
        Pass(1000);
        Assert.Empty(told);
        Assert.True(injected.IsDisposed);
    }

    [Fact]
    public void A_stop_before_the_start_leaves_no_watch_behind()
    {
        watch.Stop();
        watch.Start();
        Assert.True(injected.IsDisposed);
    }

    [Fact]
    public async Task With_real_files_and_the_real_clock_it_is_told_what_stands_there()
    {
        var whole = new TaskCompletionSource<ProfileListing>();
        var store = new ProfileStore(files.Locations, TimeProvider.System, NullLogger<ProfileStore>.Instance);
        using var real = new ProfileWatch(store, files.Locations, TimeProvider.System, NullLogger<ProfileWatch>.Instance);
        real.Changed += whole.SetResult;
        real.Start();

        File.AppendAllText(files.Locations.ConfigFile, "[profile b]\n");
        File.WriteAllText(files.Locations.CredentialsFile, "[c]\n");

        ProfileListing listing = await whole.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c"], listing.Profiles.Select(profile => profile.Name));
    }

    private void Break() => TempConfig.Write(files.Locations.ConfigFile, [0xFF], TempConfig.Written);

    private void Settle()
    {
        injected.Change();
        Pass(500);
    }

    private void Pass(int milliseconds) => files.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A watch of files whose events come on command.</summary>
    private sealed class InjectedFiles : IDisposable
    {
        public Action Change { get; private set; } = () => { };

        public Action Meanwhile { get; set; } = () => { };

        public int Watches { get; private set; }

        public bool IsDisposed { get; private set; }

        public InjectedFiles Watch(Action changed)
        {
            Change = changed;
            Watches++;
            Meanwhile();
            return this;
        }

        public void Dispose() => IsDisposed = true;
    }
}
