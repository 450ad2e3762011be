using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>Puts a fault into a tensor.</summary>
public static class Strike
{
    private const double Huge = 1e30;

    /// <summary>Changes the tensor in place, as the fault says.</summary>
    /// <param name="values">Floating-point numbers on any device, at least one.</param>
    /// <param name="fault">What goes wrong, and at which value; its step and place do not matter here.</param>
    /// <exception cref="ArgumentException">There is no value, or it is no floating-point number.</exception>
    public static void On(Tensor values, Fault fault)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(fault);
        if (values.numel() == 0 || !values.is_floating_point())
            throw new ArgumentException($"A fault needs floating-point values, not {values.numel()} of {values.dtype}.", nameof(values));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (fault.Kind == FaultKind.Spike)
        {
            values.Scale(fault.Factor);
            return;
        }

        var flat = values.detach().flatten();
        var index = (int)(((fault.Index % flat.numel()) + flat.numel()) % flat.numel());
        var value = fault.Kind switch
        {
            FaultKind.NaN => double.NaN,
            FaultKind.Infinity => double.PositiveInfinity,
            FaultKind.Huge => Huge,
            _ => Flip(flat[index].to(ScalarType.Float64).item<double>(), fault.Bit, values.dtype),
        };
        flat[index].Set(value);
        values.copy_(flat.view_as(values)); // flatten copies where the memory is not in one piece
    }

    private static double Flip(double value, int bit, ScalarType type) =>
        type switch
        {
            ScalarType.Float64 => Turned<double, long>(value, 1L << (bit & 63)),
            ScalarType.Float16 => (double)
                BitConverter.UInt16BitsToHalf((ushort)(BitConverter.HalfToUInt16Bits((Half)value) ^ (1 << (bit & 15)))),
            ScalarType.BFloat16 => Turned<float, int>((float)value, 1 << (16 + (bit & 15))),
            _ => Turned<float, int>((float)value, 1 << (bit & 31)),
        };

    private static TNumber Turned<TNumber, TBits>(TNumber value, TBits mask)
        where TNumber : struct
        where TBits : struct, System.Numerics.IBitwiseOperators<TBits, TBits, TBits> =>
        Unsafe.BitCast<TBits, TNumber>(Unsafe.BitCast<TNumber, TBits>(value) ^ mask);
}
