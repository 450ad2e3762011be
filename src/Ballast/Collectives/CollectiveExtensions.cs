using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What is made of the few members of a collective.</summary>
internal static class CollectiveExtensions
{
    private const int Piece = 1 << 26; // bytes of one message

    /// <summary>All receive the values of one rank's tensor, of any type and on any device.</summary>
    public static void Broadcast(this ICollective world, Tensor values, int root = 0)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var here = values.device_type == DeviceType.CPU && values.is_contiguous();
        var host = here ? values : values.detach().cpu().contiguous();
        for (long at = 0, bytes = host.numel() * host.ElementSize; at < bytes; at += Piece)
            world.Broadcast(HostTensor.Bytes(host, at, Piece), root);
        if (!here && world.Rank != root)
            values.copy_(host);
        GC.KeepAlive(host);
    }

    /// <summary>All receive the bytes of one rank, however many they are.</summary>
    /// <param name="world">The ranks.</param>
    /// <param name="bytes">The root's; of the others nothing is read.</param>
    /// <param name="root">Whose.</param>
    public static byte[] Share(this ICollective world, byte[] bytes, int root = 0)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BitConverter.TryWriteBytes(length, bytes.LongLength);
        world.Broadcast(length, root);
        var all = world.Rank == root ? bytes : new byte[BitConverter.ToInt64(length)];
        for (var at = 0; at < all.Length; at += Piece)
            world.Broadcast(all.AsSpan(at, Math.Min(Piece, all.Length - at)), root);
        return all;
    }

    /// <summary>What one rank writes is read by all others, piece by piece: it may be larger than an array.</summary>
    /// <param name="world">The ranks.</param>
    /// <param name="write">Called on the root alone.</param>
    /// <param name="read">Called on all others.</param>
    /// <param name="root">Who writes.</param>
    /// <param name="piece">Bytes of one message.</param>
    public static void Share(this ICollective world, Action<Stream> write, Action<Stream> read, int root, int piece = 1 << 24)
    {
        using var stream = new PieceStream(world, root, piece);
        (world.Rank == root ? write : read)(stream);
    }

    /// <summary>The words of one rank at all.</summary>
    public static string Share(this ICollective world, string words, int root = 0) =>
        Encoding.UTF8.GetString(world.Share(Encoding.UTF8.GetBytes(words), root));

    /// <summary>The words of every rank, in order.</summary>
    public static string[] Gather(this ICollective world, string words) =>
        [.. Enumerable.Range(0, world.Size).Select(rank => world.Share(words, rank))];
}
