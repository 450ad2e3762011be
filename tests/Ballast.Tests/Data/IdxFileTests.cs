namespace Ballast.Tests;

public sealed class IdxFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_plain_and_compressed(bool compressed)
    {
        var bytes = IdxBytes.Of([2, 3], [1, 2, 3, 4, 5, 6]);
        var idx = IdxFile.Read(new MemoryStream(compressed ? IdxBytes.Gzip(bytes) : bytes), "x");
        Assert.Equal([2, 3], idx.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], idx.Values);
    }

    public static TheoryData<byte[], string> Bad =>
        new()
        {
            { [], "x is truncated: it ends inside the idx header." },
            { [0, 0, 8, 2, 0, 0, 0, 1], "x is truncated: it ends inside the idx header." },
            { [0x89, 0x50, 0x4e, 0x47, 1, 2], "x is not an idx file: it starts with 89 50, expected 00 00." },
            { IdxBytes.Of([1], [0, 0, 0, 0], type: 0x0d), "x holds idx element type 0x0d; only unsigned bytes (0x08) are read." },
            { IdxBytes.Of([], []), "x has 0 dimensions; expected 1 to 4." },
            { IdxBytes.Of([3, -1], []), "x has an impossible shape: dimension 1 is 4294967295." },
            { IdxBytes.Of([3, int.MaxValue], []), "x has an impossible shape: dimension 1 is 2147483647." },
            { IdxBytes.Of([2, 3], [1, 2, 3, 4, 5]), "x is truncated: its header promises 6 values (2 x 3), it holds 5." },
            { IdxBytes.Of([2, 3], [1, 2, 3, 4, 5, 6, 7]), "x holds more than the 6 values (2 x 3) that its header promises." },
        };

    [Theory, MemberData(nameof(Bad))]
    public void Says_what_was_expected(byte[] bytes, string message) =>
        Assert.Equal(message, Assert.Throws<DatasetException>(() => IdxFile.Read(new MemoryStream(bytes), "x")).Message);

    [Fact]
    public void Says_that_a_gzip_file_is_damaged()
    {
        var bytes = IdxBytes.Gzip(IdxBytes.Of([100], new byte[100]));
        bytes[12] ^= 0xff;
        Assert.StartsWith("x ", Assert.Throws<DatasetException>(() => IdxFile.Read(new MemoryStream(bytes), "x")).Message);
    }

    [Fact]
    public void Says_that_a_file_cannot_be_read() =>
        Assert.StartsWith("/no/such/file cannot be read: ", Assert.Throws<DatasetException>(() => IdxFile.Read("/no/such/file")).Message);
}
