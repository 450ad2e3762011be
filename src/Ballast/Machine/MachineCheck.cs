using static TorchSharp.torch;

namespace Ballast;

/// <summary>One small computation whose right result is known: the same in float64 on the CPU.</summary>
/// <param name="Name">Such as <c>conv1d 8 to 1, kernel 9, float32</c>.</param>
/// <param name="Type">The type it is checked in.</param>
/// <param name="Compute">The outputs and gradients for a type and a device; the inputs are the same whole numbers each time.</param>
internal sealed record MachineCheck(string Name, ScalarType Type, Func<ScalarType, Device, Tensor[]> Compute)
{
    // inputs are whole numbers from -2 to 2, which float32, TF32 and bfloat16 hold exactly: what is left is the rounding of results
    private double Tolerance => Slack * (Type == ScalarType.BFloat16 ? 0.03 : 1e-3);

    /// <summary>What the tolerance is multiplied by: more where more terms are added up in the narrow type. Default 1.</summary>
    public double Slack { get; init; } = 1;

    /// <summary>Whether what <paramref name="compute"/> makes of it on a device agrees with float64.</summary>
    public bool Agrees(Func<MachineCheck, Tensor[]> compute, Device device)
    {
        using var scope = NewDisposeScope();
        var expected = Compute(ScalarType.Float64, CPU);
        FreedMemory.Poison(expected, Type, device);
        var found = compute(this);
        return found.Length == expected.Length && expected.Zip(found).All(pair => Close(Values(pair.First), Values(pair.Second)));
    }

    private bool Close(double[] expected, double[] found)
    {
        if (expected.Length != found.Length)
            return false;
        var allowed = Tolerance * expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - found[i]) <= allowed))
                return false; // NaN is not close to anything
        return true;
    }

    private static double[] Values(Tensor tensor) => [.. tensor.detach().to(ScalarType.Float64).cpu().contiguous().data<double>()];
}
