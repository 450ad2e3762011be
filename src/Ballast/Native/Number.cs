using TorchSharp;

namespace Ballast;

/// <summary>
/// What a tensor is computed with: a whole number or one with a fraction, as it was given. libtorch tells them apart: a tensor of whole
/// numbers times 2 stays one, times 2.0 it does not.
/// </summary>
internal readonly struct Number
{
    private readonly double _value;
    private readonly long _whole;
    private readonly bool _isWhole;

    private Number(double value, long whole, bool isWhole) => (_value, _whole, _isWhole) = (value, whole, isWhole);

    public static implicit operator Number(long value) => new(0, value, true);

    public static implicit operator Number(double value) => new(value, 0, false);

    /// <summary>The number as libtorch takes it, for the caller to hold until libtorch is done, and to dispose of.</summary>
    public Scalar Hold() => _isWhole ? _whole.ToScalar() : _value.ToScalar();
}
