using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// An optimizer whose whole step is one fused, multi-threaded pass at memory bandwidth on the CPU, and tensor operations
/// elsewhere. TorchSharp's schedulers drive it, and <see cref="StepGuard"/> folds its scales and caps into the pass.
/// Made by <see cref="Optimizers"/>, or by <see cref="Of{TFloat, TDouble}"/> from an update rule of one's own.
/// </summary>
/// <remarks>
/// Parameter groups: <c>add_param_group(new ParamGroup { Parameters = …, Options = new FusedOptions { ["weight_decay"] = 0 } })</c>.
/// Weights of float32, float64 or bfloat16; bfloat16 keeps its state in float32, and a copy of the weights with it
/// (<see cref="MasterWeights"/>). Sparse gradients are refused.
/// </remarks>
public abstract class FusedOptimizer : OptimizerHelper, IStateOwner
{
    private readonly Arithmetic _arithmetic;
    private readonly UpdateEngine[] _engines;
    private readonly HyperparameterSet _hyperparameters;
    private ParameterTable? _table;
    private FusedStep[] _steps = [];
    private ParameterUpdate[] _noUpdates = [];

    private protected FusedOptimizer(Arithmetic arithmetic, IEnumerable<ParamGroup> groups, double lr)
    {
        ArgumentNullException.ThrowIfNull(groups);
        using var kept = new KeptTensors();
        (_arithmetic, _engines, _hyperparameters) = (arithmetic, arithmetic.Engines, new(arithmetic.Name, arithmetic.Hyperparameters, lr));
        _defaults = _hyperparameters.Defaults;
        _parameter_groups = [];
        foreach (var group in groups)
            add_param_group(group);
        if (_state.Count == 0)
            throw new ArgumentException(
                "There are no parameters to optimize: pass model.parameters() after the model's layers are registered.",
                nameof(groups)
            );
    }

    /// <summary>An optimizer of one update rule, for an arithmetic that <see cref="Optimizers"/> does not have.</summary>
    /// <typeparam name="TFloat">The rule over float32.</typeparam>
    /// <typeparam name="TDouble">The same rule over float64.</typeparam>
    /// <param name="name">Its name in messages.</param>
    /// <param name="groups">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="hyperparameters">In the order in which the rule reads them, from index 1 on. <c>momentum</c>, or <c>beta1</c> and
    /// <c>beta2</c>, can be cycled by TorchSharp's schedulers.</param>
    /// <param name="ignoresGradientScale">True if the size of the gradient does not matter to the step: then the guard may scale up a
    /// vanishing one.</param>
    /// <exception cref="ArgumentException">A value is outside its range, or there are no parameters.</exception>
    public static FusedOptimizer Of<TFloat, TDouble>(
        string name,
        IEnumerable<ParamGroup> groups,
        double lr,
        Hyperparameter[] hyperparameters,
        bool ignoresGradientScale = false
    )
        where TFloat : struct, IUpdateRule<TFloat, float>
        where TDouble : struct, IUpdateRule<TDouble, double> =>
        RuleOptimizers.Create(
            new(name, [new RuleEngine<TFloat, TDouble>()], hyperparameters) { IgnoresGradientScale = ignoresGradientScale },
            groups,
            lr
        );

    /// <summary>
    /// True if every group makes the loss grow instead of fall. Default false; one group: the option <c>maximize</c>, 0 or 1.
    /// </summary>
    public bool Maximize
    {
        get => _parameter_groups.Cast<FusedGroup>().All(group => group.Fused["maximize"] != 0);
        set
        {
            foreach (var group in _parameter_groups.Cast<FusedGroup>())
                group.Fused["maximize"] = value ? 1 : 0;
        }
    }

    /// <summary>
    /// Whether weights of 16 bits (bfloat16, float16) have a float32 copy in the state, which takes the steps; the weight is what it rounds
    /// to. Without one a change of less than about 1/256 of a bfloat16 weight is lost. Costs 4 bytes a value. Set it before the first step.
    /// Default true.
    /// </summary>
    public bool MasterWeights
    {
        get => States.All(state => state.KeepsMaster);
        set
        {
            foreach (var state in States)
                state.KeepsMaster = value;
        }
    }

    /// <summary>True if the size of the gradient does not matter to the step, as for Adam: then a vanishing one can be scaled up.</summary>
    internal bool IgnoresGradientScale => _arithmetic.IgnoresGradientScale;

    /// <summary>The parameters in the order of all groups.</summary>
    internal ParameterTable Table => _table ??= new(parameters());

    /// <summary>Takes one step with the gradients as they are.</summary>
    /// <param name="closure">Recomputes loss and gradients; optional. Its result is returned.</param>
    /// <exception cref="NotSupportedException">A gradient is sparse.</exception>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var grad = enable_grad();
            loss = closure();
            if (this is ILossAware aware)
                aware.Loss = LossValue.Read(loss);
        }

        var table = Table;
        table.Refresh();
        try
        {
            if (table.OnHost)
                StepOnHost(table, StepOrder.Plain, _noUpdates);
            else
                StepElsewhere();
        }
        finally
        {
            table.Release();
        }

        return loss!;
    }

    /// <summary>Adds parameters with hyperparameters of their own; what their options leave out comes from the optimizer.</summary>
    /// <exception cref="ArgumentException">The options are of another optimizer, or name an unknown hyperparameter.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        var options =
            param_group.Options as FusedOptions
            ?? (
                param_group.Options is null
                    ? new FusedOptions()
                    : throw new ArgumentException(
                        $"A group of a Ballast optimizer takes FusedOptions, not {param_group.Options.GetType().Name}.",
                        nameof(param_group)
                    )
            );
        _hyperparameters.Complete(options);
        Parameter[] parameters = [.. param_group.Parameters];
        foreach (var parameter in parameters)
        {
            if (_state.ContainsKey(parameter.Handle))
                throw new ArgumentException("A parameter stands in two groups: give each to one.", nameof(param_group));
            _state[parameter.Handle] = new FusedState(
                parameter,
                _arithmetic.StateShapes(parameter, options),
                widen: _arithmetic.Whole is null
            )
            {
                Stepper = this,
                Reference = _arithmetic.ReferenceOf(parameter),
            };
        }

        _parameter_groups.Add(FusedGroup.Of(parameters, options));
        _table?.Dispose();
        (_table, _steps) = (null, []);
    }

    /// <summary>Takes a step on raw memory; the table must have been refreshed and be on the host.</summary>
    internal void StepOnHost(ParameterTable table, in StepOrder order, ParameterUpdate[] updates)
    {
        Collect();
        (this as IAroundStep)?.Before(_steps, table, order);
        for (var engine = 0; engine < _engines.Length; engine++)
            if (Uses(engine))
                _engines[engine].Run(table, _steps, engine, order, updates);
        (this as IAroundStep)?.After(_steps);
    }

    /// <summary>Moments and step counters of all parameters start afresh.</summary>
    internal void Restart() => States.ToList().ForEach(state => state.Restart());

    /// <summary>What is remembered of every parameter.</summary>
    internal IEnumerable<FusedState> States => _state.Values.Cast<FusedState>();

    /// <summary>How many parameters there are in all groups.</summary>
    internal int Count => _state.Count;

    /// <summary>How many values the state tensors hold that have been made so far.</summary>
    internal long StateValues => States.Sum(state => state.Slots.Sum(slot => slot?.numel() ?? 0));

    /// <summary>How many parameters met a non-finite value in the last protected step.</summary>
    internal int Restarted
    {
        get
        {
            var restarted = 0;
            foreach (ref readonly var step in _steps.AsSpan())
                restarted += step.Broken ? 1 : 0; // every step asks: no copies, no enumerator
            return restarted;
        }
    }

    Tensor? IStateOwner.Velocity(FusedState state) =>
        Array.FindIndex(_steps, step => step.State == state) is >= 0 and var index && _engines[_steps[index].Engine].SlotAIsVelocity
            ? state.Slots[0]
            : null;

    IEnumerable<(Tensor? Slot, bool Square)> IStateOwner.SlotsOf(FusedState state)
    {
        var index = Array.FindIndex(_steps, step => step.State == state);
        var squares = index < 0 ? 0 : _engines[_steps[index].Engine].SecondMoments;
        return state.Slots.Select((slot, i) => (slot, (squares >> i & 1) != 0));
    }

    /// <summary>Takes a plain step through tensor operations: any device, any layout.</summary>
    internal void StepElsewhere()
    {
        Collect();
        using var off = no_grad();
        using var scope = NewDisposeScope();
        (this as IAroundStep)?.Before(_steps, null, StepOrder.Plain);
        TensorWay.Step(_steps, _engines, _arithmetic.Whole);
        (this as IAroundStep)?.After(_steps);
    }

    /// <summary>Measures what the rules gauge into the steps, and changes nothing.</summary>
    private protected void Gauge(ParameterTable table, in StepOrder order)
    {
        for (var engine = 0; engine < _engines.Length; engine++)
            if (Uses(engine))
                _engines[engine].Gauge(table, _steps, engine, order);
    }

    /// <summary>The norm of what the rule of one parameter gauges, by tensor operations.</summary>
    private protected double GaugeByTensors(in FusedStep step)
    {
        using var gradient = TensorWay.SignedGradient(step);
        using var weight = step.State.Owner.detach();
        return _engines[step.Engine].GaugeByTensors(step, weight, gradient);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _table?.Dispose();
            foreach (var (_, state) in _state)
                ((FusedState)state).Dispose();
            _state.Clear();
        }

        base.Dispose(disposing);
    }

    private bool Uses(int engine)
    {
        foreach (ref readonly var step in _steps.AsSpan())
            if (step.Engine == engine)
                return true;
        return false;
    }

    // the parameters with their state, and the hyperparameters as they are now: a scheduler may have changed them
    private void Collect()
    {
        if (_steps.Length == 0)
        {
            _steps =
            [
                .. _parameter_groups
                    .SelectMany((group, index) => group.Parameters.Select(p => (p, index)))
                    .Select(pair => new FusedStep { State = (FusedState)_state[pair.p.Handle], Group = pair.index }),
            ];
            var arrays = _parameter_groups.Select(_ => new double[_hyperparameters.Count + 1]).ToArray();
            for (var i = 0; i < _steps.Length; i++)
                _steps[i].Hyperparameters = arrays[_steps[i].Group];
        }

        for (var i = 0; i < _steps.Length; i++)
        {
            ref var step = ref _steps[i];
            var options = ((FusedGroup)_parameter_groups[step.Group]).Fused;
            (step.Engine, step.Sign, step.Broken) = (
                _arithmetic.EngineOf(step.State.Owner, options),
                options["maximize"] != 0 ? -1 : 1,
                false
            );
            (step.GaugeNorm, step.WeightNorm, step.ChangeNorm) = (double.NaN, double.NaN, double.NaN);
            if (i > 0 && step.Group == _steps[i - 1].Group)
                continue;
            _hyperparameters.Read(options, step.Hyperparameters);
        }
    }
}
