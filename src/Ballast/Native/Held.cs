using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Tensors made of numbers that are held until the tensor is there (<see cref="HeldScalars"/>).</summary>
internal static class Held
{
    private static readonly Scalar s_zero = 0, s_one = 1;   // never let go of

    /// <summary>0, 1, … count - 1, as whole numbers.</summary>
    public static Tensor Arange(long count, Device? device = null)
    {
        using Scalar stop = count;
        return arange(s_zero, stop, s_one, device: device);
    }

    /// <summary>The number to the power of each exponent.</summary>
    public static Tensor Pow(int number, Tensor exponents)
    {
        using var raised = tensor(number);
        return raised.pow(exponents);
    }
}
