using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What is made of numbers and generators that are held until it is there (<see cref="HeldScalars"/>).</summary>
internal static class Held
{
    private static readonly Scalar s_zero = 0,
        s_one = 1; // never let go of

    /// <summary>0, 1, … count - 1, as whole numbers.</summary>
    public static Tensor Arange(long count, Device? device = null)
    {
        using Scalar stop = count;
        return arange(s_zero, stop, s_one, device: device);
    }

    /// <summary>
    /// The state of the CPU's default generator. TorchSharp's own lets go of the generator while libtorch reads it, and the process dies.
    /// </summary>
    public static Tensor CpuRandomState()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    /// <summary>Sets the state of the CPU's default generator.</summary>
    public static void SetCpuRandomState(Tensor state)
    {
        using var generator = Generator.Default;
        generator.set_state(state);
    }

    /// <summary>The number to the power of each exponent.</summary>
    public static Tensor Pow(int number, Tensor exponents)
    {
        using var raised = tensor(number);
        return raised.pow(exponents);
    }
}
