namespace Ballast;

/// <summary>
/// The guarded literal swap: a hot neuron and a calm one exchange incoming weights, and both lose this step's change, if that
/// lowers the path norm of the layer, the sum over neurons of the norms of incoming times outgoing weights. By the rearrangement
/// inequality that is so exactly if one of the two is larger on both sides. It acts on recurrences without
/// gates alone: there it also turns two loops into one of their geometric mean, while in other layers it did harm in every
/// measurement.
/// </summary>
/// <param name="options">Thresholds.</param>
/// <param name="alone">True where no other mode sees to hot neurons without a partner: then a step with a hot neuron is given up as a
/// whole.</param>
internal sealed class RowFlip(DeadlyFlipOptions options, bool alone) : FlipAction
{
    private readonly Dictionary<FlipLayer, OutgoingWeights> _outgoing = [];

    public override void Look(FlipLayer[] layers)
    {
        _outgoing.Clear();
        foreach (var layer in layers)
            if (layer.Map is { MaySwap: true, IsRecurrent: true })
                _outgoing[layer] = new(layer);
        if (alone && _outgoing.Any(pair => pair.Value.Changes.Any(change => change >= options.RowHot)))
            layers[0].UndoAll();
    }

    public override void Act(FlipLayer layer, long step, List<Flip> flips)
    {
        if (!_outgoing.TryGetValue(layer, out var outgoing))
            return;
        var (watch, map, changes) = (layer.Watch, layer.Map, outgoing.Changes);
        int[] hot = [.. Enumerable.Range(0, map.Count).Where(i => changes[i] >= options.RowHot).OrderByDescending(i => changes[i])];
        if (hot.Length == 0)
            return;
        var cold = Enumerable.Range(0, map.Count).Where(j => watch.Hot[j] == 0).OrderBy(j => changes[j]).ToList();
        var left = Math.Max(1, (int)(options.RowShare * map.Count));
        foreach (var i in hot)
        {
            if (left > 0 && watch.Hot[i] == 0 && Partner(i) is { } j)
            {
                left--;
                cold.Remove(i);
                cold.Remove(j);
                layer.Weights.UndoColumns([i, j]);
                layer.Weights.Undo([i, j]);
                layer.Weights.SwapRows(i, j);
                layer.SwapState(i, j);
                watch.Hot[i] = watch.Hot[j] = options.Cool;
                flips.Add(new(step, FlipKind.Row, map.Name, i, j, changes[i], options.RowHot));
            }
            else if (alone)
            {
                layer.ClearState([i]);
                flips.Add(new(step, FlipKind.Rollback, map.Name, i, null, changes[i], options.RowHot));
            }
        }

        // the calmest of its block, if it is calm and the swap lowers the path norm
        int? Partner(int i)
        {
            var place = cold.FindIndex(j =>
                j != i && map.BlockOf(j) == map.BlockOf(i) && (changes[j] <= options.RowCold || changes[j] <= changes[i] / 3)
            );
            return place >= 0 && (watch.Norms[i] - watch.Norms[cold[place]]) * (outgoing.Norms[i] - outgoing.Norms[cold[place]]) > 0
                ? cold[place]
                : null;
        }
    }
}
