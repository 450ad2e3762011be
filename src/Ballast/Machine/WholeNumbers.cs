using static TorchSharp.torch;

namespace Ballast;

/// <summary>Tensors of -2, -1, 1 and 2 in a fixed order that looks drawn; no generator of the user's is touched.</summary>
internal static class WholeNumbers
{
    private static readonly float[] s_values = [-2, -1, 1, 2];

    public static Tensor Of(ScalarType type, Device device, ulong seed, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            seed = (seed * 6364136223846793005UL) + 1442695040888963407UL; // Knuth's MMIX generator, of which the upper bits are good
            values[i] = s_values[seed >> 62];
        }

        return tensor(values, shape).to(type, device);
    }
}
