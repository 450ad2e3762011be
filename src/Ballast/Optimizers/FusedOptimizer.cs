using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// An optimizer whose whole step is one fused, multi-threaded pass at memory bandwidth on the CPU, and libtorch's own fused
/// operators elsewhere. TorchSharp's schedulers drive it, and <see cref="StepGuard"/> folds its scales and caps into the pass.
/// Made by <see cref="Optimizers"/>.
/// </summary>
/// <remarks>
/// Parameter groups: <c>add_param_group(new ParamGroup { Parameters = …, Options = new FusedOptions { ["weight_decay"] = 0 } })</c>.
/// Weights of float32, float64 or bfloat16; bfloat16 keeps its state in float32. Sparse gradients are refused.
/// </remarks>
public abstract class FusedOptimizer : OptimizerHelper
{
    private readonly Hyperparameter[] _hyperparameters;
    private readonly int _slots;
    private ParameterTable? _table;
    private FusedStep[] _steps = [];
    private ParameterUpdate[] _noUpdates = [];

    private protected FusedOptimizer(IEnumerable<ParamGroup> groups, double lr, int slots, params (Hyperparameter Hyperparameter, double Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(groups);
        (_slots, _hyperparameters) = (slots, [.. settings.Select(setting => setting.Hyperparameter)]);
        var defaults = new FusedOptions { LearningRate = LearningRate.Check(lr), InitialLearningRate = lr };
        foreach (var (hyperparameter, value) in settings) defaults[hyperparameter.Name] = hyperparameter.Check(value);
        _defaults = defaults;
        _parameter_groups = [];
        foreach (var group in groups) add_param_group(group);
        if (_state.Count == 0) throw new ArgumentException("There are no parameters to optimize: pass model.parameters() after the model's layers are registered.", nameof(groups));
    }

    private static Hyperparameter LearningRate { get; } = new("lr");

    /// <summary>True if the size of the gradient does not matter to the step, as for Adam: then a vanishing one can be scaled up.</summary>
    internal abstract bool IgnoresGradientScale { get; }

    /// <summary>The engine for the present hyperparameters.</summary>
    private protected abstract UpdateEngine Engine { get; }

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
        }

        var table = Table;
        table.Refresh();
        try
        {
            if (table.OnHost) StepOnHost(table, StepOrder.Plain, _noUpdates);
            else StepElsewhere();
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
        var options = param_group.Options as FusedOptions ?? (param_group.Options is null
            ? new FusedOptions()
            : throw new ArgumentException($"A group of a Ballast optimizer takes FusedOptions, not {param_group.Options.GetType().Name}.", nameof(param_group)));
        Complete(options);
        Parameter[] parameters = [.. param_group.Parameters];
        foreach (var parameter in parameters)
        {
            if (_state.ContainsKey(parameter.Handle)) throw new ArgumentException("A parameter stands in two groups: give each to one.", nameof(param_group));
            _state[parameter.Handle] = new FusedState(parameter, _slots);
        }

        _parameter_groups.Add(FusedGroup.Of(parameters, options));
        _table?.Dispose();
        (_table, _steps) = (null, []);
    }

    /// <summary>Takes a step on raw memory; the table must have been refreshed and be on the host.</summary>
    internal void StepOnHost(ParameterTable table, in StepOrder order, ParameterUpdate[] updates)
    {
        Collect();
        Engine.Run(table, _steps, order, updates);
    }

    /// <summary>How many parameters there are in all groups.</summary>
    internal int Count => _state.Count;

    /// <summary>How many parameters met a non-finite value in the last protected step.</summary>
    internal int Restarted
    {
        get
        {
            var restarted = 0;
            foreach (ref readonly var step in _steps.AsSpan()) restarted += step.Broken ? 1 : 0;   // every step asks: no copies, no enumerator
            return restarted;
        }
    }

    /// <summary>Takes a plain step through libtorch's operators: any device, any layout.</summary>
    internal void StepElsewhere()
    {
        Collect();
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _steps.Where(HasGradient).GroupBy(step => (step.Group, step.State.Step)))
        {
            FusedStep[] members = [.. group];
            foreach (var member in members) member.State.Step++;
            // libtorch's fused operators walk the memory of all tensors side by side, whatever their strides: give them one layout
            Tensor[] weights = [.. members.Select(member => member.State.Owner.detach().contiguous())];
            Tensor[] gradients = [.. members.Select(member => member.State.Owner.grad!.contiguous())];
            StepWithLibtorch(members, weights, gradients, members[0].Hyperparameters, members[0].State.Step);
            for (var i = 0; i < members.Length; i++)
                if (!members[i].State.Owner.is_contiguous()) members[i].State.Owner.copy_(weights[i]);
        }
    }

    /// <summary>The same arithmetic for parameters of one group that have taken equally many steps, as constant TorchScript.</summary>
    private protected abstract void StepWithLibtorch(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] hyperparameters, long step);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _table?.Dispose();
            foreach (var (_, state) in _state) ((FusedState)state).Dispose();
            _state.Clear();
        }

        base.Dispose(disposing);
    }

    private static bool HasGradient(FusedStep step)
    {
        using var gradient = step.State.Owner.grad;
        return gradient is not null;
    }

    // the parameters with their state, and the hyperparameters as they are now: a scheduler may have changed them
    private void Collect()
    {
        if (_steps.Length == 0)
        {
            _steps = [.. _parameter_groups.SelectMany((group, index) => group.Parameters.Select(p => (p, index)))
                .Select(pair => new FusedStep { State = (FusedState)_state[pair.p.Handle], Group = pair.index })];
            var arrays = _parameter_groups.Select(_ => new double[_hyperparameters.Length + 1]).ToArray();
            for (var i = 0; i < _steps.Length; i++) _steps[i].Hyperparameters = arrays[_steps[i].Group];
        }

        for (var i = 0; i < _steps.Length; i++)
        {
            if (i > 0 && _steps[i].Group == _steps[i - 1].Group) continue;
            var options = ((FusedGroup)_parameter_groups[_steps[i].Group]).Fused;
            var values = _steps[i].Hyperparameters;
            values[0] = options.LearningRate!.Value;
            for (var j = 0; j < _hyperparameters.Length; j++) values[j + 1] = options[_hyperparameters[j].Name];
        }
    }

    private void Complete(FusedOptions options)
    {
        var defaults = (FusedOptions)_defaults;
        var unknown = options.Names.Except(defaults.Names).FirstOrDefault();
        if (unknown is not null)
            throw new ArgumentException($"'{unknown}' is no hyperparameter of {GetType().Name}; there are lr, {string.Join(", ", defaults.Names)}.", nameof(options));
        options.LearningRate = LearningRate.Check(options.LearningRate ?? defaults.LearningRate!.Value);
        options.InitialLearningRate = options.LearningRate.Value;
        foreach (var hyperparameter in _hyperparameters)
            options[hyperparameter.Name] = hyperparameter.Check(options.Has(hyperparameter.Name) ? options[hyperparameter.Name] : defaults[hyperparameter.Name]);
    }
}
