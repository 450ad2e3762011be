using static TorchSharp.torch;

namespace Ballast;

/// <summary>The outgoing weights of a layer's neurons in numbers. Costs a pass over the next weights, and one transfer.</summary>
internal sealed class OutgoingWeights
{
    /// <summary>Measures a layer.</summary>
    public OutgoingWeights(FlipLayer layer)
    {
        var count = layer.Map.Count;
        Tensor changes = zeros(count, ScalarType.Float64),
            befores = zeros(count, ScalarType.Float64);
        foreach (var columns in layer.Map.Columns)
        {
            var (was, now) = (
                Of(layer.Before(columns.Parameter), columns, count),
                Of(layer.Parameters[columns.Parameter].detach(), columns, count)
            );
            changes.Add(Squares(now - was).reshape(count, -1).sum(1));
            befores.Add(Squares(was).reshape(count, -1).sum(1));
        }

        var moved = changes.sqrt().data<double>().ToArray();
        Norms = befores.sqrt().data<double>().ToArray();
        var mean = Norms.Average();
        Changes = new double[count];
        for (var i = 0; i < count; i++)
        {
            var relative = moved[i] / (Norms[i] + (1e-3 * mean) + 1e-12);
            Changes[i] = double.IsFinite(relative) ? Math.Max(relative, layer.Watch.Changes[i]) : FlipDetector.NotFinite;
        }
    }

    /// <summary>Relative change of each neuron, of incoming or outgoing weights, whichever is larger.</summary>
    public double[] Changes { get; }

    /// <summary>Norm of each neuron's outgoing weights before the step.</summary>
    public double[] Norms { get; }

    private static Tensor Of(Tensor weight, NeuronColumns columns, int count) => weight.narrow(1, columns.Offset, columns.Width * count);

    // per column, in float64 on the host
    private static Tensor Squares(Tensor x) => x.transpose(0, 1).flatten(1).to(ScalarType.Float64).Squared().sum(1).cpu();
}
