using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Clamps single values that stand out from their own past: where g² > threshold v, g becomes sign(g) sqrt(threshold v), with v the running
/// mean square of what was left before, bias corrected (the spike-aware clip of SPAM: Huang, Zhu, Jin et al. 2025, arXiv:2501.06842).
/// SPAM's own v is not corrected, which makes its threshold of 5000 some hundred times tighter in the first steps than later.
/// </summary>
internal sealed class ClipSpikeValues(double threshold, double memory, int after) : IGradientTransform
{
    private const double Largest = 1e18; // the square of more is beyond float32

    private readonly double _threshold = Require.Positive(threshold) > 1
            ? threshold
            : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "It must be above 1."),
        _memory = Require.BelowOne(memory);
    private readonly int _after = Require.AtLeast(after, 1);
    private readonly Dictionary<int, (Tensor Mean, long Steps)> _squares = [];

    public string Name => "clip-spike-values";

    public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
    {
        var counts = new List<Tensor>();
        foreach (var (index, _, _, gradient) in gradients)
        {
            var (mean, steps) = Of(index, gradient);
            var left = gradient;
            if (steps > 0)
            {
                // the square of 1e30 is beyond float32, so roots are compared; what has been 0 all along has no past to stand out from
                var most = mean.Over(1 - Math.Pow(_memory, steps)).sqrt_().Scale(Math.Sqrt(_threshold));
                var above = (gradient.abs() > most).logical_and(most.IsPositive());
                left = where(above, most.mul(gradient.sign()), gradient);
                if (steps >= _after)
                {
                    gradient.copy_(left);
                    counts.Add(above.sum());
                }
            }

            // a spike in the first steps is not clipped, but not learned either: it would be borne for a thousand steps
            mean.LeanTowards(left.to(ScalarType.Float32).Within(-Largest, Largest).Squared(), 1 - _memory);
            _squares[index] = (mean, steps + 1);
        }

        var clipped = counts.Count == 0 ? 0 : stack(counts).sum().item<long>();
        return clipped == 0 ? null : $"{clipped} of {gradients.Sum(it => it.Info.Count)} values clipped";
    }

    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(_squares.Count);
        foreach (var (index, (mean, steps)) in _squares.OrderBy(it => it.Key))
        {
            using var here = mean.cpu();
            writer.Write(index);
            writer.Write(steps);
            writer.Write(here.shape.Length);
            foreach (var size in here.shape)
                writer.Write(size);
            writer.Write(here.bytes);
        }

        return bytes.ToArray();
    }

    public void Load(byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state, writable: false));
        Dictionary<int, (Tensor, long)> read = [];
        try
        {
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var (index, steps) = (reader.ReadInt32(), reader.ReadInt64());
                var shape = new long[Math.Clamp(reader.ReadInt32(), 0, 16)];
                for (var i = 0; i < shape.Length; i++)
                    shape[i] = reader.ReadInt64();
                var count = shape.Aggregate(1L, (product, size) => checked(product * size));
                var bytes = reader.ReadBytes(checked((int)(count * sizeof(float))));
                if (bytes.Length != count * sizeof(float) || steps < 1)
                    throw new FormatException();
                var mean = empty(shape).DetachFromDisposeScope();
                mean.bytes = bytes;
                read[index] = (mean, steps);
            }
        }
        catch (Exception fault) when (fault is EndOfStreamException or OverflowException or FormatException or ArgumentException)
        {
            throw new FormatException($"The state of the transform {Name} is damaged: start without it.", fault);
        }

        foreach (var (mean, _) in _squares.Values)
            mean.Dispose();
        _squares.Clear();
        foreach (var (index, value) in read)
            _squares[index] = value;
    }

    private (Tensor Mean, long Steps) Of(int index, Tensor gradient)
    {
        if (_squares.TryGetValue(index, out var known))
        {
            if (known.Mean.device != gradient.device) // the model was moved, or the state loaded
            {
                using var there = known.Mean;
                known = (there.to(gradient.device).DetachFromDisposeScope(), known.Steps);
            }

            return known;
        }

        return (zeros_like(gradient, dtype: ScalarType.Float32).DetachFromDisposeScope(), 0);
    }
}
