using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A few values of every parameter as they were at the beginning, evenly spread: how far a training has moved the weights, without a copy
/// of them.
/// </summary>
internal sealed class WeightSample
{
    private const long Watched = 64;
    private readonly Parameter[] _parameters;
    private readonly float[] _before;

    public WeightSample(nn.Module model)
    {
        _parameters = [.. model.parameters().Where(p => p.requires_grad && p.numel() > 0)];
        _before = Read();
    }

    /// <summary>How far they are from there, and how large they are, both relative to their size then; NaN where that was 0.</summary>
    public (double Movement, double Size) Since()
    {
        double moved = 0,
            before = 0,
            now = 0;
        var values = Read();
        for (var i = 0; i < values.Length; i++)
        {
            double was = _before[i],
                moves = values[i] - was;
            (moved, before, now) = (moved + (moves * moves), before + (was * was), now + ((double)values[i] * values[i]));
        }

        return before > 0 ? (Math.Sqrt(moved / before), Math.Sqrt(now / before)) : (double.NaN, double.NaN);
    }

    private float[] Read()
    {
        if (_parameters.Length == 0)
            return [];
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return [.. cat([.. _parameters.Select(Sample)]).cpu().data<float>()];
    }

    private static Tensor Sample(Parameter parameter)
    {
        var every = Math.Max(1, parameter.numel() / Watched);
        return parameter
            .detach()
            .flatten()
            .index(TensorIndex.Slice(0, Math.Min(parameter.numel(), every * Watched), every))
            .to(ScalarType.Float32);
    }
}
