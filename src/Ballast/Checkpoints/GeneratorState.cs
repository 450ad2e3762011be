using System.Buffers.Binary;
using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// libtorch's default generators. The CPU's state is kept as it is. That of CUDA cannot be read through TorchSharp, so it is
/// seeded anew, from the CPU's state, when a checkpoint is written and again when it is loaded: both go on alike.
/// </summary>
internal static class GeneratorState
{
    // of libtorch's CPU generator: seed (8 bytes), left, seeded, next (8 bytes), 624 words of 8 bytes each, what is left of a normal pair
    private const int Left = 8,
        Seeded = 12,
        Next = 16,
        Words = 624;

    public static void Save(BinaryWriter writer, bool cuda)
    {
        var state = Present();
        writer.Write(state.Length);
        writer.Write(state);
        writer.Write(cuda);
        if (cuda)
            SeedCuda(state);
    }

    /// <exception cref="FormatException">The state is none of this libtorch's generator.</exception>
    public static void Load(BinaryReader reader)
    {
        using var scope = NewDisposeScope();
        var state = reader.ReadBlob();
        Check(state, Present().Length);
        Held.SetCpuRandomState(tensor(state, ScalarType.Byte));
        if (reader.ReadBoolean() && torch.cuda.is_available())
            SeedCuda(state);
    }

    private static byte[] Present()
    {
        using var state = Held.CpuRandomState();
        return state.bytes.ToArray();
    }

    // what libtorch finds wrong here ends the process: TorchSharp lets its exception through
    private static void Check(ReadOnlySpan<byte> state, int length)
    {
        if (state.Length != length)
            throw new FormatException(
                $"the state of the random generator has {state.Length} bytes, but that of this libtorch has {length}: it was "
                    + "written by another version of libtorch. Use that one, or begin a new run from the weights"
            );
        var (left, seeded, next) = (
            BinaryPrimitives.ReadInt32LittleEndian(state[Left..]),
            BinaryPrimitives.ReadInt32LittleEndian(state[Seeded..]),
            BinaryPrimitives.ReadUInt64LittleEndian(state[Next..])
        );
        if (left is < 1 or > Words || seeded != 1 || next > Words)
            throw new FormatException(
                "the state of the random generator is impossible: the file was changed after it was written. Use an earlier checkpoint"
            );
    }

    private static void SeedCuda(byte[] state) =>
        torch.cuda.manual_seed_all(BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(state)));
}
