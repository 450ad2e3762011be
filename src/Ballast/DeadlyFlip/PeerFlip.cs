namespace Ballast;

/// <summary>
/// The change of a volatile neuron is taken back, and its incoming weights are swapped with those of the calmest neuron, whatever
/// becomes of the function. A layer without a calm neuron is left alone.
/// </summary>
internal sealed class PeerFlip(DeadlyFlipOptions options) : FlipAction
{
    public override void Act(FlipLayer layer, long step, List<Flip> flips)
    {
        var (map, watch) = (layer.Map, layer.Watch);
        if (!map.MaySwap || watch.Volatile.Count == 0)
            return;
        var calm = Enumerable.Range(0, map.Count).Where(j => watch.Changes[j] <= 2 * watch.Median).OrderBy(j => watch.Changes[j]).ToList();
        foreach (var i in watch.Volatile.OrderByDescending(i => watch.Changes[i]).Take(Math.Max(1, map.Count / 4)))
        {
            var place = calm.FindIndex(j => j != i && map.BlockOf(j) == map.BlockOf(i));
            if (place < 0)
                continue;
            var j = calm[place];
            calm.RemoveAt(place);
            layer.Weights.Undo([i]);
            layer.ClearState([i]);
            layer.Weights.SwapRows(i, j);
            layer.SwapState(i, j);
            if (options.KeepFunction)
                layer.Weights.SwapColumns(i, j);
            Note(flips, layer, step, FlipKind.Peer, i, j);
        }
    }
}
