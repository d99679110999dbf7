using IdentityServer.Core.Files;

namespace IdentityServer.Core.Tests.Files;

/// <summary>Files are read whole up to the limit, whatever length they say they have.</summary>
public sealed class RegularFileTests : IDisposable
{
    private const int Limit = 64 * 1024;
    private readonly string file = Path.GetTempFileName();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(Limit)]
    public void A_file_up_to_the_limit_is_read_whole(int length)
    {
        byte[] bytes = Bytes(length);
        File.WriteAllBytes(file, bytes);

        Assert.Equal(bytes, RegularFile.ReadAllBytes(file, Limit));
    }

    [Theory]
    [InlineData(Limit + 1)]
    [InlineData(Limit * 3)]
    public void A_longer_file_is_refused(int length)
    {
        File.WriteAllBytes(file, Bytes(length));

        var refused = Assert.Throws<UnusableFileException>(() => RegularFile.ReadAllBytes(file, Limit));

        Assert.Equal("it is larger than 64 KiB", refused.Message);
    }

    [Fact]
    public void A_file_that_gives_no_length_is_read_whole()
    {
        const string WithoutLength = "/proc/filesystems";
        Assert.SkipUnless(File.Exists(WithoutLength), "This system has no /proc.");
        Assert.Equal(0, new FileInfo(WithoutLength).Length);

        Assert.Equal(File.ReadAllText(WithoutLength), RegularFile.ReadAllText(WithoutLength, Limit));
    }

    [Fact]
    public void A_long_file_that_gives_no_length_is_refused()
    {
        const string WithoutLength = "/proc/kallsyms";
        Assert.SkipUnless(File.Exists(WithoutLength), "This system has no /proc/kallsyms.");

        var refused = Assert.Throws<UnusableFileException>(() => RegularFile.ReadAllBytes(WithoutLength, Limit));

        Assert.Equal("it is larger than 64 KiB", refused.Message);
    }

    public void Dispose() => File.Delete(file);

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(place => (byte)(place * 31))];
}
