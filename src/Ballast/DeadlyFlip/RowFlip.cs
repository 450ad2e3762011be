using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The guarded literal swap: a hot neuron and a calm one exchange incoming weights, and both lose this step's change, if that
/// lowers the path norm of the layer, the sum over neurons of the norms of incoming times outgoing weights. By the rearrangement
/// inequality that is so exactly if one of the two is larger on both sides.
/// </summary>
internal sealed class RowFlip(DeadlyFlipOptions options) : FlipAction
{
    private readonly Dictionary<FlipLayer, (double[] Changes, double[] Norms)> _outgoing = [];

    public override void Look(FlipLayer[] layers)
    {
        _outgoing.Clear();
        foreach (var layer in layers)
            if (layer.Map.MaySwap) _outgoing[layer] = Outgoing(layer);
    }

    public override void Act(FlipLayer layer, long step, List<Flip> flips)
    {
        if (!_outgoing.TryGetValue(layer, out var outgoing)) return;
        var (watch, map) = (layer.Watch, layer.Map);
        double[] changes = [.. watch.Changes.Zip(outgoing.Changes, Math.Max)];
        var hot = Enumerable.Range(0, map.Count).Where(i => changes[i] >= options.RowHot && watch.Hot[i] == 0).OrderByDescending(i => changes[i]).ToArray();
        if (hot.Length == 0) return;
        var cold = Enumerable.Range(0, map.Count).Where(j => watch.Hot[j] == 0).OrderBy(j => changes[j]).ToList();
        var left = Math.Max(1, (int)(options.RowShare * map.Count));
        foreach (var i in hot)
        {
            if (left == 0) break;
            var place = cold.FindIndex(j => j != i && map.BlockOf(j) == map.BlockOf(i) && (changes[j] <= options.RowCold || changes[j] <= changes[i] / 3));
            if (place < 0) continue;
            var j = cold[place];
            if ((watch.Norms[i] - watch.Norms[j]) * (outgoing.Norms[i] - outgoing.Norms[j]) <= 0) continue;
            cold.RemoveAt(place);
            cold.Remove(i);
            left--;
            layer.Weights.UndoColumns([i, j]);
            layer.Weights.Undo([i, j]);
            layer.Weights.SwapRows(i, j);
            layer.SwapState(i, j);
            (watch.Hot[i], watch.Hot[j]) = (options.Cool, options.Cool);
            flips.Add(new(step, FlipKind.Row, map.Name, i, j, changes[i], options.RowHot));
        }
    }

    // relative change and norm of every neuron's outgoing weights; a pass over the next weights, and one transfer
    private static (double[] Changes, double[] Norms) Outgoing(FlipLayer layer)
    {
        var count = layer.Map.Count;
        Tensor changes = zeros(count, ScalarType.Float64), befores = zeros(count, ScalarType.Float64);
        foreach (var columns in layer.Map.Columns)
        {
            var (was, now) = (Columns(layer.Before(columns.Parameter), columns, count), Columns(layer.Parameters[columns.Parameter].detach(), columns, count));
            changes += Squares(now - was).reshape(count, -1).sum(1);
            befores += Squares(was).reshape(count, -1).sum(1);
        }

        double[] moved = changes.data<double>().ToArray(), norms = befores.sqrt().data<double>().ToArray();
        var mean = norms.Average();
        return ([.. moved.Zip(norms, (change, norm) => Math.Sqrt(change) / (norm + (1e-3 * mean) + 1e-12) is var r && double.IsFinite(r) ? r : FlipDetector.NotFinite)], norms);
    }

    private static Tensor Columns(Tensor weight, NeuronColumns columns, int count) => weight.narrow(1, columns.Offset, columns.Width * count);

    // per column, in float64 on the host
    private static Tensor Squares(Tensor x) => x.transpose(0, 1).flatten(1).to(ScalarType.Float64).square().sum(1).cpu();
}
