using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Measures every neuron's change of incoming weights once per step: one fused pass in host memory, tensor operations and one
/// transfer elsewhere.
/// </summary>
internal sealed class RowMeter
{
    private const int Work = 1 << 15; // values in a stretch
    private readonly ParameterTable _table;
    private readonly NeuronLayer[] _layers;
    private readonly double[] _changes,
        _befores; // of every row, layer by layer, part by part
    private readonly RowJob _job;

    public RowMeter(ParameterTable table, NeuronLayer[] layers)
    {
        (_table, _layers) = (table, layers);
        var spans = new List<RowSpan>();
        var at = 0;
        foreach (var layer in layers)
        {
            foreach (var rows in layer.Rows)
            {
                var width = (int)(table.Infos[rows.Parameter].Count / table.Infos[rows.Parameter].Shape[0]);
                var many = Math.Max(1, Work / Math.Max(1, width));
                for (var first = 0; first < layer.Count; first += many)
                    spans.Add(new(rows.Parameter, rows.Offset + first, Math.Min(many, layer.Count - first), width, at + first));
                at += layer.Count;
            }
        }

        (_changes, _befores) = (new double[at], new double[at]);
        _job = new(table, [.. spans], _changes, _befores);
    }

    /// <summary>Measures all; the table must have been refreshed in this step.</summary>
    public void Measure(WeightCopy before)
    {
        if (_table.OnHost)
            _job.Run(before);
        else
            MeasureElsewhere(before);

        // parts are added in order, into the first
        var at = 0;
        foreach (var layer in _layers)
        {
            var first = at;
            for (var part = 1; part < layer.Rows.Count; part++)
            {
                at += layer.Count;
                for (var i = 0; i < layer.Count; i++)
                    (_changes[first + i], _befores[first + i]) = (
                        _changes[first + i] + _changes[at + i],
                        _befores[first + i] + _befores[at + i]
                    );
            }

            at += layer.Count;
        }
    }

    /// <summary>Sums of squares of the changes of a layer's neurons, and of their weights before.</summary>
    public (ReadOnlyMemory<double> Changes, ReadOnlyMemory<double> Befores) Of(int layer)
    {
        var at = 0;
        for (var i = 0; i < layer; i++)
            at += _layers[i].Count * _layers[i].Rows.Count;
        return (_changes.AsMemory(at, _layers[layer].Count), _befores.AsMemory(at, _layers[layer].Count));
    }

    private void MeasureElsewhere(WeightCopy before)
    {
        using var scope = NewDisposeScope();
        List<Tensor> changes = [],
            befores = [];
        foreach (var layer in _layers)
        {
            foreach (var rows in layer.Rows)
            {
                var was = before[rows.Parameter].narrow(0, rows.Offset, layer.Count).reshape(layer.Count, -1);
                var now = _table.Parameters[rows.Parameter].detach().narrow(0, rows.Offset, layer.Count).reshape(layer.Count, -1);
                changes.Add((now - was).to(ScalarType.Float64).Squared().sum(1));
                befores.Add(was.to(ScalarType.Float64).Squared().sum(1));
            }
        }

        cat(changes).cpu().data<double>().CopyTo(_changes, 0);
        cat(befores).cpu().data<double>().CopyTo(_befores, 0);
    }
}
