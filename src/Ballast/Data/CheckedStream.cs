namespace Ballast;

/// <summary>
/// Reads a stream and computes the CRC-32 of what came (polynomial 0x04c11db7, as in zip and gzip): .NET's archives do not look at it.
/// </summary>
internal sealed class CheckedStream(Stream inner) : Stream
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(i => Entry((uint)i))];
    private uint _rest = uint.MaxValue;

    /// <summary>The checksum of everything that was read.</summary>
    public uint Sum => ~_rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        var rest = _rest;
        foreach (var value in buffer[..count])
            rest = s_table[(byte)(rest ^ value)] ^ (rest >> 8);
        _rest = rest;
        return count;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private static uint Entry(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xedb88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
