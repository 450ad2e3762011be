namespace Ballast;

/// <summary>The change of a volatile neuron is taken back, and the neuron slowed.</summary>
internal sealed class RollbackFlip : FlipAction
{
    public override void Act(FlipLayer layer, long step, List<Flip> flips) => Act(layer, step, flips, []);

    /// <summary>The same for a layer in which some neurons have been swapped already in this step.</summary>
    public static void Act(FlipLayer layer, long step, List<Flip> flips, IReadOnlyCollection<int> swapped)
    {
        layer.KeepPace(swapped);
        var volatiles = layer.Watch.Volatile;
        layer.Watch.Slow(volatiles);
        if (volatiles.Count == 0)
            return;
        layer.Weights.Undo(volatiles);
        layer.ClearState(volatiles);
        foreach (var i in volatiles)
            Note(flips, layer, step, FlipKind.Rollback, i);
    }
}
