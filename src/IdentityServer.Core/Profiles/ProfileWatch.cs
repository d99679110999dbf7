using IdentityServer.Core.Files;
using IdentityServer.Core.SharedConfig;
using Microsoft.Extensions.Logging;

namespace IdentityServer.Core.Profiles;

/// <summary>Watches both shared-config files, and tells when something that is listed changed, whoever wrote it and in whatever way.</summary>
public sealed class ProfileWatch : IDisposable
{
    /// <summary>How long the files have to be left alone before they are read again: an editor, or this server, writes in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private readonly Lock looking = new();
    private readonly Lock telling = new();
    private readonly ProfileStore store;
    private readonly Func<Action, IDisposable> watchFiles;
    private readonly ILogger<ProfileWatch> logger;
    private readonly ITimer timer;
    private IDisposable? files;
    private ProfileListing? last;
    private int started;
    private bool stopped;

    /// <summary>Creates the watch; <see cref="Start"/> begins it.</summary>
    public ProfileWatch(ProfileStore store, ConfigLocations locations, TimeProvider time, ILogger<ProfileWatch> logger)
        : this(store, time, logger, changed => new FileWatch([locations.ConfigFile, locations.CredentialsFile], changed, time, logger))
    {
    }

    internal ProfileWatch(ProfileStore store, TimeProvider time, ILogger<ProfileWatch> logger, Func<Action, IDisposable> watchFiles)
    {
        this.store = store;
        this.logger = logger;
        this.watchFiles = watchFiles;
        timer = time.CreateTimer(static watch => ((ProfileWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Told the new listing, on a pool thread, one at a time.</summary>
    public event Action<ProfileListing>? Changed;

    /// <summary>Begins the watch, once: what is listed at this moment counts as known. Reads both files.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref started, 1) != 0)
            return;
        lock (looking)
        {
            // The watch before the reading, so that no change falls between them.
            IDisposable begun = watchFiles(WaitForQuiet);
            lock (telling)
            {
                files = begun;
                if (stopped)
                    begun.Dispose();
            }

            last = Read();
            logger.LogDebug("Changes of the config files are watched for");
        }
    }

    /// <summary>Ends the watch: nothing is told any more.</summary>
    public void Stop()
    {
        lock (telling)
        {
            stopped = true;
            timer.Dispose();
            files?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    // A timer that was disposed meanwhile lets itself be changed in vain.
    private void WaitForQuiet() => timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    private void Look()
    {
        lock (looking)
        {
            ProfileListing? listing = Read();
            if (listing is null)
                return;
            if (listing.Equals(last))
            {
                logger.LogDebug("The config files changed, and nothing that is listed");
                return;
            }

            last = listing;
            Tell(listing);
        }
    }

    private ProfileListing? Read()
    {
        try
        {
            return ProfileListing.Of(store.GetSnapshot());
        }
        catch (IdentityException ex)
        {
            logger.LogWarning("The profiles cannot be listed until the next change: {Message}", ex.Message);
            return null;
        }
#pragma warning disable CA1031 // Nobody waits for a timer. The text of a foreign exception can quote what it choked on.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            logger.LogError("The profiles could not be listed: {Type}{NewLine}{Stack}", ex.GetType(), Environment.NewLine, ex.StackTrace);
            return null;
        }
    }

    private void Tell(ProfileListing listing)
    {
        lock (telling)
        {
            if (stopped)
                return;
            logger.LogInformation("The profiles changed: {Count} now", listing.Profiles.Count);
            Changed?.Invoke(listing);
        }
    }
}
