namespace Ballast;

/// <summary>
/// What one rank writes and all others read, however much it is: in pieces, each after its length; one of length 0 ends it. Every rank has
/// to read to the end, which disposing of it does.
/// </summary>
/// <param name="world">The ranks.</param>
/// <param name="root">Who writes.</param>
/// <param name="piece">Bytes of a piece.</param>
internal sealed class PieceStream(ICollective world, int root, int piece) : Stream
{
    private readonly byte[] _piece = new byte[piece];
    private int _at,
        _length; // of what was received
    private bool _ended;

    public override bool CanRead => world.Rank != root;

    public override bool CanWrite => world.Rank == root;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var part = buffer[..Math.Min(buffer.Length, _piece.Length - _at)];
            part.CopyTo(_piece.AsSpan(_at));
            _at += part.Length;
            buffer = buffer[part.Length..];
            if (_at == _piece.Length)
                Send();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var asked = buffer.Length;
        while (buffer.Length > 0 && (_at < _length || Receive()))
        {
            var part = _piece.AsSpan(_at, Math.Min(buffer.Length, _length - _at));
            part.CopyTo(buffer);
            _at += part.Length;
            buffer = buffer[part.Length..];
        }

        return asked - buffer.Length;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            if (CanWrite)
            {
                if (_at > 0)
                    Send();
                Send(); // the end
                _ended = true;
            }
            else
                while (Receive()) { }
        }

        base.Dispose(disposing);
    }

    private void Send()
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(length, _at);
        world.Broadcast(length, root);
        if (_at > 0)
            world.Broadcast(_piece.AsSpan(0, _at), root);
        _at = 0;
    }

    private bool Receive()
    {
        if (_ended)
            return false;
        Span<byte> length = stackalloc byte[sizeof(int)];
        world.Broadcast(length, root);
        (_at, _length) = (0, BitConverter.ToInt32(length));
        _ended = _length == 0;
        if (!_ended)
            world.Broadcast(_piece.AsSpan(0, _length), root);
        return !_ended;
    }
}
