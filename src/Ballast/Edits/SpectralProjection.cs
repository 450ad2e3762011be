using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Keeps the largest singular value of every weight of two and more dimensions, as a matrix [out, rest], at most <c>max</c>: one above it
/// is divided down (Yoshida, Miyato 2017, arXiv:1705.10941; Gouk, Frank, Pfahringer, Cree 2018, arXiv:1804.04368). The value is found by
/// power iteration that goes on from step to step; weights move little between two, so a few iterations a step follow it, from
/// below: by some percent where many values are next to the largest.
/// </summary>
internal sealed class SpectralProjection(double max) : Edit("spectral-norm")
{
    private const int First = 20, // iterations from a vector that knows nothing
        Later = 3;
    private readonly double _max = Require.Positive(max);
    private readonly Dictionary<int, Tensor> _vectors = [];

    public override string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        List<string> shrunk = [];
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Parameter.ndim < 2)
                continue;
            var value = Largest(i, parameters[i].Parameter.detach().flatten(1));
            if (!(value > _max) || !double.IsFinite(value))
                continue;
            parameters[i].Parameter.Scale(_max / value);
            shrunk.Add(parameters[i].Name);
        }

        return shrunk.Count == 0
            ? null
            : FormattableString.Invariant($"largest singular value brought back to {_max:g4}: {string.Join(", ", shrunk)}");
    }

    public override byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var (index, vector) in _vectors.OrderBy(it => it.Key))
        {
            writer.Write(index);
            writer.Write((int)vector.numel());
            writer.Write(vector.bytes);
        }

        return bytes.ToArray();
    }

    protected override bool Restore(byte[] state)
    {
        Dictionary<int, Tensor> read = [];
        using var reader = new BinaryReader(new MemoryStream(state, writable: false));
        while (reader.BaseStream.Position < state.Length)
        {
            if (state.Length - reader.BaseStream.Position < 2 * sizeof(int))
                return false;
            var (index, count) = (reader.ReadInt32(), reader.ReadInt32());
            if (count < 0 || state.Length - reader.BaseStream.Position < (long)count * sizeof(float))
                return false;
            var vector = empty(count).DetachFromDisposeScope();
            vector.bytes = reader.ReadBytes(count * sizeof(float));
            read[index] = vector;
        }

        Release();
        foreach (var (index, vector) in read)
            _vectors[index] = vector;
        return true;
    }

    protected override void Release()
    {
        foreach (var vector in _vectors.Values)
            vector.Dispose();
        _vectors.Clear();
    }

    private double Largest(int index, Tensor matrix)
    {
        // in the weight's own type but for bfloat16, which knows a number to a hundredth
        var values = matrix.dtype == ScalarType.BFloat16 ? matrix.to(ScalarType.Float32) : matrix;
        var known = _vectors.TryGetValue(index, out var vector);
        var right = known ? vector!.to(values.dtype).to(values.device) : Start(values);
        Tensor left = values.mv(right);
        for (var i = 0; i < (known ? Later : First); i++)
        {
            right = Unit(values.t().mv(left));
            left = values.mv(right);
        }

        vector?.Dispose();
        _vectors[index] = right.to(ScalarType.Float32).cpu().DetachFromDisposeScope();
        return left.to(ScalarType.Float64).norm().item<double>();
    }

    // no random numbers: a training that is resumed meets the same; ones alone could be at right angles to what is looked for
    private static Tensor Start(Tensor values)
    {
        var count = values.shape[1];
        using var generator = new Generator((ulong)SplitMix.Seed(0, count));
        return Unit(empty(count, dtype: ScalarType.Float32).normal_(0, 1, generator).to(values.dtype).to(values.device));
    }

    private static Tensor Unit(Tensor vector) => vector.div(vector.norm().AtLeast(1e-30));
}
