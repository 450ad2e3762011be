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
    public static void Save(BinaryWriter writer, bool cuda)
    {
        using var scope = NewDisposeScope();
        var state = Held.RandomState().bytes.ToArray();
        writer.Write(state.Length);
        writer.Write(state);
        writer.Write(cuda);
        if (cuda) SeedCuda(state);
    }

    public static void Load(BinaryReader reader)
    {
        using var scope = NewDisposeScope();
        var state = reader.ReadBytes(reader.ReadInt32());
        Held.SetRandomState(tensor(state, ScalarType.Byte));
        if (reader.ReadBoolean() && torch.cuda.is_available()) SeedCuda(state);
    }

    private static void SeedCuda(byte[] state) => torch.cuda.manual_seed_all(BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(state)));
}
