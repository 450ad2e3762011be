using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Carries verdicts out. Together with its steppers the only code that touches a gradient, a weight or <c>step()</c>:
/// Proceed and Rescale step, Skip does nothing at all (a zero gradient would still move Adam), Halt ends.
/// </summary>
internal sealed class StepExecutor(nn.Module model, ParameterTable table, optim.Optimizer optimizer, GuardOptions options) : IDisposable
{
    private readonly IStepper _stepper = StepperOf(optimizer);
    private readonly ICapRule[] _caps = [.. options.Caps];
    private readonly TransformChain _transforms = new(new(model, table, optimizer), options.Transforms);
    private readonly IWeightEdit[] _edits = Begin(model, table, optimizer, options.Edits);
    private readonly Strides? _stride = options.Caps.Count > 0 ? new(table, options.Horizon ?? 0, () => Momentum.Of(optimizer)) : null;
    private readonly OutputRetreat? _retreat = options.RetreatOutputs ? new(table) : null;
    private readonly ICollective? _world = options.Collective.Size > 1 ? options.Collective : null;
    private readonly WeightCopy _beforeEdit = new();
    private bool _isTransformed; // scales are in the gradients already
    private readonly (string, Parameter)[] _named = [.. table.Infos.Zip(table.Parameters, (info, p) => (info.Name, p))];

    /// <summary>What the learning rate is multiplied by in every step.</summary>
    public double Rate { get; set; } = 1;

    /// <summary>What was proposed and applied in the last step that was taken.</summary>
    public ParameterUpdate[] Updates { get; } = new ParameterUpdate[table.Infos.Length];

    /// <summary>What was applied relative to the weights, over all parameters together; NaN if nothing was measured.</summary>
    public double UpdateRatio()
    {
        double change = 0,
            weight = 0;
        foreach (var update in Updates)
        {
            if (update.Scale == 0 || double.IsNaN(update.WeightNorm))
                continue;
            change += update.ChangeNorm * update.Scale * update.ChangeNorm * update.Scale;
            weight += update.WeightNorm * update.WeightNorm;
        }

        return weight > 0 ? Math.Sqrt(change / weight) : double.NaN;
    }

    /// <summary>
    /// The last change of gradients before the step: that of the transforms, if there are any. The verdict's scales and the loss' are in
    /// the gradients then, and a plain step is left.
    /// </summary>
    /// <returns>The verdict that holds: a transform that breaks a gradient turns it into Skip.</returns>
    public Verdict Transform(GradientReading reading, Verdict verdict, ref double unscale, List<string> done)
    {
        if (_transforms.IsEmpty || !verdict.TakesStep)
            return verdict;
        var broken = _transforms.Apply(reading, verdict, unscale, done);
        (_isTransformed, unscale) = (true, 1);
        return Verdict.Join(verdict, broken);
    }

    /// <summary>Carries the verdict out on this step's gradients.</summary>
    public StepOutcome Act(GradientReading reading, Verdict verdict, double unscale, List<string> edited)
    {
        Array.Clear(Updates);
        var order = _isTransformed ? Verdict.Proceed : verdict;
        _isTransformed = false;
        if (!verdict.TakesStep)
        {
            foreach (var edit in _edits)
                (edit as Edit)?.Forget();
            return default;
        }

        Edit(EditMoment.BeforeUpdate, reading, edited);
        foreach (var edit in _edits)
            (edit as IUpdateEdit)?.Before();
        StepOutcome outcome;
        using (new RateCut(optimizer, Rate))
            outcome = _stepper.Step(
                table,
                new(order, unscale, Protect: true, _caps, reading.Position, options.Horizon ?? 0) { World = _world },
                Updates
            );
        for (var i = 0; outcome.Capped > 0 && i < Updates.Length; i++)
            if (Updates[i].Scale is > 0 and < 1)
                table.Limited[i]++;
        _stride?.Learn(reading.Position, reading.Loss);
        _retreat?.Learn();
        Edit(EditMoment.AfterUpdate, reading, edited);
        return outcome;
    }

    /// <summary>What follows from a step that was refused for what it would have done, not by set-up.</summary>
    public void Refuse(GradientReading reading, List<string> edited)
    {
        _stride?.Refuse();
        if (!double.IsFinite(reading.Loss) && _retreat?.Refuse() is { } done)
            edited.Add(done);
    }

    /// <summary>What follows from going back to an earlier state, where steps may have been too long.</summary>
    public void GoBack() => _stride?.Refuse();

    /// <summary>The optimizer's state starts afresh: gradients are of another size from here on.</summary>
    public void Restart() => (optimizer as FusedOptimizer)?.Restart();

    /// <summary>Steps as plain training would.</summary>
    public void StepAnyway() => optimizer.step();

    /// <summary>Steps as plain training would, with the edits around it; without edits it is the optimizer's step alone.</summary>
    public void StepUnjudged(GradientReading reading, List<string> edited)
    {
        if (_edits.Length == 0 && _transforms.IsEmpty)
        {
            optimizer.step();
            return;
        }

        table.Refresh(); // edits look at weights where they lie
        try
        {
            Edit(EditMoment.BeforeUpdate, reading, edited);
            foreach (var edit in _edits)
                (edit as IUpdateEdit)?.Before();
            if (!_transforms.IsEmpty)
                _transforms.Apply(reading, Verdict.Proceed, 1, edited);
            optimizer.step();
            Edit(EditMoment.AfterUpdate, reading, edited);
        }
        finally
        {
            table.Release();
        }
    }

    /// <summary>What is remembered of how far steps may go; null where caps are switched off.</summary>
    public StrideState? Stride
    {
        get => _stride?.State;
        set
        {
            if (_stride is not null && value is not null)
                _stride.State = value;
        }
    }

    /// <summary>What is remembered of a retreat; null where that is switched off.</summary>
    public RetreatState? Retreat
    {
        get => _retreat?.State;
        set
        {
            if (_retreat is not null && value is not null)
                _retreat.State = value;
        }
    }

    /// <summary>What each transform remembers.</summary>
    public byte[][] Transforms
    {
        get => _transforms.Save();
        set => _transforms.Load(value);
    }

    /// <summary>What each edit remembers, null for one that remembers nothing, and each transform behind them.</summary>
    public byte[]?[] SaveEdits() => [.. _edits.Select(edit => (edit as IUpdateEdit)?.Save()), .. _transforms.Save()];

    /// <summary>Restores what <see cref="SaveEdits"/> returned.</summary>
    public void LoadEdits(byte[]?[] states)
    {
        var here = SaveEdits();
        if (states.Length != here.Length || states.Zip(here, (a, b) => a is null != b is null).Any(differ => differ))
            throw new ArgumentException(
                $"The state belongs to a guard with {states.Length} other weight edits and transforms than the {here.Length} of this one: "
                    + "build it with the same options.",
                nameof(states)
            );
        foreach (var (state, edit) in states.Zip(_edits))
            if (state is not null)
                ((IUpdateEdit)edit).Load(state);
        _transforms.Load(states.Skip(_edits.Length).Select(state => state!));
    }

    public void Dispose()
    {
        _stepper.Dispose();
        _beforeEdit.Dispose();
        foreach (var edit in _edits)
            (edit as IUpdateEdit)?.Dispose();
    }

    private void Edit(EditMoment moment, GradientReading reading, List<string> edited)
    {
        foreach (var edit in _edits)
        {
            if (edit.Moment != moment)
                continue;
            using var off = no_grad();
            using var scope = NewDisposeScope();
            if (edit is IFiniteEdit)
            {
                if (edit.Apply(_named, reading) is { } words)
                    edited.Add($"{edit.Name}: {words}");
                continue;
            }

            _beforeEdit.Take(table.Parameters);
            if (edit.Apply(_named, reading) is not { } done)
                continue;
            if (table.Parameters.All(IsFinite) || !_beforeEdit.IsFinite) // what an unjudged step broke is not the edit's
            {
                edited.Add($"{edit.Name}: {done}");
                continue;
            }

            for (var i = 0; i < table.Parameters.Length; i++)
                _beforeEdit.Restore(table.Parameters[i], i);
            edited.Add($"{edit.Name}: undone, it made a weight non-finite ({done})");
        }
    }

    private static IStepper StepperOf(optim.Optimizer optimizer) =>
        optimizer is FusedOptimizer fused ? new FusedStepper(fused)
        : StandIn.Of(optimizer) is { } standIn ? new StandInStepper(optimizer, standIn)
        : new ForeignStepper(optimizer);

    private static IWeightEdit[] Begin(nn.Module model, ParameterTable table, optim.Optimizer optimizer, IReadOnlyList<IWeightEdit> edits)
    {
        foreach (var edit in edits)
            (edit as IUpdateEdit)?.Begin(new(model, table, optimizer));
        return [.. edits];
    }

    private static bool IsFinite(Parameter parameter) => parameter.isfinite().all().item<bool>();
}
