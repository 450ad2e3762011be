namespace Ballast;

/// <summary>Swaps with a calm partner where there is one, and takes back what has none.</summary>
internal sealed class AutoFlip(DeadlyFlipOptions options) : FlipAction
{
    private readonly RowFlip _rows = new(options, alone: false);

    public override void Look(FlipLayer[] layers) => _rows.Look(layers);

    public override void Act(FlipLayer layer, long step, List<Flip> flips)
    {
        var many = flips.Count;
        _rows.Act(layer, step, flips);
        int[] swapped = [.. flips[many..].SelectMany(flip => new[] { flip.Neuron, flip.Partner!.Value })];
        foreach (var i in swapped)
            layer.Watch.Volatile.Remove(i);
        RollbackFlip.Act(layer, step, flips, swapped);
    }
}
