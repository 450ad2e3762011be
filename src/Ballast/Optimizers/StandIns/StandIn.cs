using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>
/// Takes the steps of one of TorchSharp's own optimizers in one fused pass: the same arithmetic, to rounding, over that
/// optimizer's own state tensors, step counters and hyperparameters, so that its schedulers, groups and <c>state_dict</c> stay
/// what they were. What it does not know (amsgrad, maximize, weights of 16 bits, memory elsewhere) the optimizer steps itself.
/// </summary>
/// <remarks>Between steps it holds no tensor: what it borrows it gives back.</remarks>
internal abstract class StandIn : FusedOptimizer, IAroundStep
{
    private readonly Optimizer _optimizer;
    private readonly ParamGroup[] _groups;
    private readonly OptimizerState[] _states;
    private readonly int[] _groupOf;

    private protected StandIn(OptimizerHelper optimizer, UpdateEngine[] engines, params string[] hyperparameters)
        : base(
            new(optimizer.GetType().Name, engines, [.. hyperparameters.Select(name => new Hyperparameter(name, 0))]),
            [.. optimizer.ParamGroups.Cast<ParamGroup>().Select(group => new ParamGroup { Parameters = group.Parameters })],
            lr: 0
        )
    {
        (_optimizer, _groups) = (optimizer, [.. optimizer.ParamGroups.Cast<ParamGroup>()]);
        _states = [.. optimizer.state_dict().State]; // live: loading a state changes these same objects
        _groupOf = [.. _groups.SelectMany((group, index) => group.Parameters.Select(_ => index))];
    }

    /// <summary>What steps in the optimizer's place; null if it is none of those whose arithmetic is known.</summary>
    public static StandIn? Of(Optimizer optimizer)
    {
        var handles = optimizer.parameters().Select(parameter => parameter.Handle).ToList();
        if (handles.Count == 0 || handles.Distinct().Count() < handles.Count)
            return null;
        return optimizer switch // exact types: a class derived from one of them may step otherwise
        {
            SGD it when it.GetType() == typeof(SGD) => new SgdStandIn(it),
            TorchSharp.Modules.Adam it when it.GetType() == typeof(TorchSharp.Modules.Adam) => new AdamStandIn(it),
            AdamW it when it.GetType() == typeof(AdamW) => new AdamWStandIn(it),
            RMSProp it when it.GetType() == typeof(RMSProp) => new RmsPropStandIn(it),
            Adagrad it when it.GetType() == typeof(Adagrad) => new AdagradStandIn(it),
            _ => null,
        };
    }

    /// <summary>
    /// True if this step can be taken here: options whose arithmetic is known, weights and state where the kernels can work.
    /// </summary>
    public bool CanStep(ParameterTable table)
    {
        if (!table.OnHost || _optimizer.ParamGroups.Count() != _groups.Length)
            return false;
        foreach (var group in _groups)
            if (!Knows(group.Options))
                return false;
        for (var i = 0; i < _states.Length; i++)
            if (!table.HasPlain(i, StateOf(_states[i])))
                return false;
        return true;
    }

    /// <summary>
    /// Holds nothing of the optimizer's any more, where a step did not get to its end: what is disposed of here would be the optimizer's.
    /// </summary>
    public void LetGo()
    {
        foreach (var (_, state) in _state)
            Array.Clear(((FusedState)state).Slots);
    }

    /// <summary>True if the arithmetic of a group with these options is known.</summary>
    private protected abstract bool Knows(OptimizerOptions options);

    /// <summary>Hyperparameters as the rule wants them; index 0, the learning rate, is set.</summary>
    private protected abstract void Read(OptimizerOptions options, double[] hyperparameters);

    /// <summary>The tensors of a state, null where one is not there.</summary>
    private protected abstract ReadOnlySpan<Tensor?> StateOf(OptimizerState state);

    /// <summary>Lends tensors and counter of a state to a step; which engine takes it may be chosen here.</summary>
    private protected abstract void Lend(OptimizerState state, ref FusedStep step);

    /// <summary>Takes counter and new tensors back.</summary>
    private protected abstract void TakeBack(OptimizerState state, in FusedStep step);

    public void Before(FusedStep[] steps, ParameterTable? table, in StepOrder order)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            if (i == 0 || _groupOf[i] != _groupOf[i - 1])
            {
                var options = _groups[_groupOf[i]].Options;
                steps[i].Hyperparameters[0] = options.LearningRate!.Value;
                Read(options, steps[i].Hyperparameters);
            }

            Lend(_states[i], ref steps[i]);
        }
    }

    public void After(FusedStep[] steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            TakeBack(_states[i], steps[i]);
            Array.Clear(steps[i].State.Slots);
            if (steps[i].Broken)
                _states[i].Initialize(_groups[_groupOf[i]].Options);
        }
    }
}
