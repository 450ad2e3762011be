using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Turns all gradients into numbers, once per step. In host memory it is one SIMD pass; elsewhere a constant TorchScript
/// function and one transfer of two numbers per parameter, the loss among them.
/// </summary>
internal sealed class GradientMeter(ParameterTable table, ReadingNeeds needs, BufferCopy? buffers = null)
{
    private readonly MeterJob _gradients = new(table, ofWeights: false);
    private readonly MeterJob? _weights = needs.HasFlag(ReadingNeeds.WeightNorms) ? new(table, ofWeights: true) : null;
    private readonly GradientReading _reading = new(-1, double.NaN, new ParameterReading[table.Infos.Length]);

    /// <summary>The reading of this step; the next call refills it. The table must have been refreshed.</summary>
    /// <param name="step">Zero-based index of the step.</param>
    /// <param name="loss">The loss, a single value of any floating type on any device.</param>
    /// <param name="unscale">What the gradients are to be multiplied by to undo a loss scale.</param>
    public GradientReading Measure(long step, Tensor loss, double unscale)
    {
        if (!table.OnHost)
            return MeasureElsewhere(step, loss, unscale);
        var value = LossValue.Read(loss);
        _gradients.Run();
        _weights?.Run();
        for (var i = 0; i < table.Infos.Length; i++)
        {
            var (norm, peak, nonFinite) = _gradients.Of(i);
            _reading.Buffer[i] = new(table.Infos[i], norm * unscale, peak * unscale, nonFinite, _weights?.Of(i).Norm ?? double.NaN)
            {
                IsAbsent = !table.HasGradient(i),
            };
        }

        _reading.Refill(step, value, buffers?.Look());
        return _reading;
    }

    private GradientReading MeasureElsewhere(long step, Tensor loss, double unscale)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        int[] present = [.. Enumerable.Range(0, table.Infos.Length).Where(table.HasGradient)];
        Tensor[] gradients = [.. present.Select(i => table.Parameters[i].grad!)];
        Tensor[] weights = _weights is null ? [] : [.. present.Select(i => (Tensor)table.Parameters[i])];
        Tensor[] beside =
            buffers is not null && gradients.Length > 0 && buffers.Floating.All(buffer => buffer.device == gradients[0].device)
                ? buffers.Floating
                : [];
        var numbers = LibtorchMeter.Measure(gradients, [.. weights, .. beside], loss); // the one transfer: a synchronisation on a GPU
        for (var i = 0; i < table.Infos.Length; i++)
            _reading.Buffer[i] = new(table.Infos[i], 0, 0, 0) { IsAbsent = !table.HasGradient(i) };
        for (var i = 0; i < present.Length; i++)
        {
            var (norm, peak) = (numbers[1 + i], numbers[1 + present.Length + i]);
            var nonFinite = double.IsFinite(norm) ? 0 : LibtorchMeter.CountNonFinite(gradients[i]);
            _reading.Buffer[present[i]] = new(
                table.Infos[present[i]],
                norm * unscale,
                peak * unscale,
                nonFinite,
                _weights is null ? double.NaN : numbers[1 + (2 * present.Length) + i]
            );
        }

        _reading.Refill(step, numbers[0], beside.Length > 0 ? buffers!.Look(numbers.AsSpan(^beside.Length..)) : buffers?.Look());
        return _reading;
    }
}
