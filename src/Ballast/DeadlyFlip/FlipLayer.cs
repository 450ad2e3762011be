using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>One layer under a deadly flip: where its neurons lie, what is known of them, and what can be done to them.</summary>
internal sealed class FlipLayer(NeuronLayer map, ParameterTable table, WeightCopy before, OptimizerRows state, DeadlyFlipOptions options)
    : IDisposable
{
    private readonly List<int> _slowed = [];
    private readonly Tensor[] _statistics = [.. map.Statistics.Select(live => live.detach().clone().DetachFromDisposeScope())];

    public NeuronLayer Map { get; } = map;

    /// <summary>All parameters of the model, in the order of the table.</summary>
    public Parameter[] Parameters { get; } = table.Parameters;

    /// <summary>What is known of its neurons.</summary>
    public FlipDetector Watch { get; } = new(options, map.Count, map.IsLookup);

    /// <summary>Its weights.</summary>
    public LayerRows Weights { get; } = new(map, table.Parameters, before);

    /// <summary>A parameter as it was before the update.</summary>
    public Tensor Before(int parameter) => before[parameter];

    /// <summary>
    /// Leaves of the change of neurons that were volatile not long ago only a share each; those that are volatile now, and those that have
    /// been swapped, are left alone.
    /// </summary>
    public void KeepPace(IReadOnlyCollection<int> swapped)
    {
        _slowed.Clear();
        for (var i = 0; i < Map.Count; i++)
            if (Watch.Pace[i] < 1 && !(Watch.Changes[i] > Watch.Threshold) && !swapped.Contains(i))
                _slowed.Add(i);
        if (_slowed.Count > 0)
            Weights.Slow(_slowed, Watch.Pace);
    }

    /// <summary>Takes the whole step back, in every parameter of the model.</summary>
    public void UndoAll()
    {
        for (var i = 0; i < Parameters.Length; i++)
            before.Restore(Parameters[i], i);
    }

    /// <summary>Clears the optimizer's state of neurons whose change is taken back.</summary>
    public void ClearState(IReadOnlyList<int> neurons)
    {
        if (options.StateRule == FlipStateRule.Keep)
            return;
        int[] broken = [.. neurons.Where(i => Watch.Changes[i] >= FlipDetector.NotFinite)],
            others = [.. neurons.Except(broken)];
        foreach (var (list, squaresToo) in new[] { (others, false), (broken, true) })
            if (list.Length > 0)
                foreach (var rows in Map.Rows)
                    state.Clear(rows.Parameter, Parameters[rows.Parameter], Weights.Index(rows, list), squaresToo);
    }

    /// <summary>Moves the optimizer's state of two neurons with their rows.</summary>
    public void SwapState(int i, int j)
    {
        foreach (var rows in Map.Rows)
            state.Swap(rows.Parameter, Parameters[rows.Parameter], Weights.Index(rows, [i, j]), Weights.Index(rows, [j, i]));
    }

    /// <summary>Running statistics that are not finite go back to what they were; of a calm step they are remembered.</summary>
    public void MendStatistics(bool flipped)
    {
        for (var i = 0; i < _statistics.Length; i++)
        {
            if (flipped)
                Map.Statistics[i].copy_(where(Map.Statistics[i].isfinite(), Map.Statistics[i], _statistics[i]));
            else
                _statistics[i].copy_(Map.Statistics[i]);
        }
    }

    public void Dispose()
    {
        foreach (var copy in _statistics)
            copy.Dispose();
    }
}
