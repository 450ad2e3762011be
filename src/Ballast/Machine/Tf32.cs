using static TorchSharp.torch;

namespace Ballast;

/// <summary>Whether a device multiplies float32 with the ten bits of TF32: less exact, and meant to be.</summary>
internal static class Tf32
{
    private const int Size = 32;

    public static bool IsUsed(Device device)
    {
        using var scope = NewDisposeScope();
        // 1 + 2^-12 is a float32, but 1 in TF32
        var x = ones(Size, Size, dtype: ScalarType.Float32).Plus(1.0 / 4096);
        var product = x.to(device).mm(ones(Size, Size, dtype: ScalarType.Float32).to(device)).cpu();
        return product.data<float>()[0] < Size * (1 + (0.5 / 4096));
    }
}
