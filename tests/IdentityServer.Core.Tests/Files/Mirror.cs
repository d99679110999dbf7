using System.Threading.Channels;

namespace IdentityServer.Core.Tests.Files;

/// <summary>
/// Looks at the files whenever a watch tells it to, and only then: so it comes to show what is there if, and only if, every change is told after it happened.
/// </summary>
internal sealed class Mirror(params string[] paths)
{
    public const string Missing = "(missing)";

    public const string Locked = "(locked)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<string> looked = Channel.CreateUnbounded<string>();
    private volatile string view = "(not looked yet)";
    private int inside;
    private int looks;

    public int Looks => looks;

    public void Look()
    {
        Assert.Equal(1, Interlocked.Increment(ref inside));
        view = string.Join('|', paths.Select(Read));
        Interlocked.Increment(ref looks);
        looked.Writer.TryWrite(view);
        Interlocked.Decrement(ref inside);
    }

    /// <summary>Waits until the mirror shows this.</summary>
    public Task ShowsAsync(string expected) => UntilAsync(() => view == expected, $"'{expected}'");

    /// <summary>Waits until it was told to look so often.</summary>
    public Task LooksAsync(int count) => UntilAsync(() => looks >= count, $"{count} changes");

    private async Task UntilAsync(Func<bool> reached, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            while (!reached())
                await looked.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Was never told of {what}, and still shows '{view}'.");
        }
    }

    private static string Read(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserRead) ? File.ReadAllText(path) : Locked;
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing;
        }
    }
}
