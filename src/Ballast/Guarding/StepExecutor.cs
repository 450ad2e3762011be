using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Carries verdicts out. Together with its steppers the only code that touches a gradient, a weight or <c>step()</c>:
/// Proceed and Rescale step, Skip does nothing at all (a zero gradient would still move Adam), Halt ends.
/// </summary>
internal sealed class StepExecutor(ParameterTable table, optim.Optimizer optimizer, GuardOptions options) : IDisposable
{
    private readonly IStepper _stepper = optimizer is FusedOptimizer fused ? new FusedStepper(fused) : new ForeignStepper(optimizer);
    private readonly ICapRule[] _caps = [.. options.Caps];
    private readonly IWeightEdit[] _edits = [.. options.Edits];
    private readonly WeightCopy _beforeEdit = new();
    private readonly (string, Parameter)[] _named = [.. table.Infos.Zip(table.Parameters, (info, p) => (info.Name, p))];

    /// <summary>What was proposed and applied in the last step that was taken.</summary>
    public ParameterUpdate[] Updates { get; } = new ParameterUpdate[table.Infos.Length];

    /// <summary>Carries the verdict out on this step's gradients.</summary>
    public StepOutcome Act(GradientReading reading, Verdict verdict, double unscale, List<string> edited)
    {
        Array.Clear(Updates);
        if (!verdict.TakesStep) return default;
        Edit(EditMoment.BeforeUpdate, reading, edited);
        var outcome = _stepper.Step(table, new(verdict, unscale, Protect: true, _caps, reading.Step, options.Horizon ?? 0), Updates);
        for (var i = 0; outcome.Capped > 0 && i < Updates.Length; i++)
            if (Updates[i].Scale is > 0 and < 1) table.Limited[i]++;
        Edit(EditMoment.AfterUpdate, reading, edited);
        return outcome;
    }

    /// <summary>Steps as plain training would.</summary>
    public void StepAnyway() => optimizer.step();

    public void Dispose()
    {
        _stepper.Dispose();
        _beforeEdit.Dispose();
    }

    private void Edit(EditMoment moment, GradientReading reading, List<string> edited)
    {
        foreach (var edit in _edits)
        {
            if (edit.Moment != moment) continue;
            using var off = no_grad();
            using var scope = NewDisposeScope();
            _beforeEdit.Take(table.Parameters);
            if (edit.Apply(_named, reading) is not { } done) continue;
            if (table.Parameters.All(IsFinite))
            {
                edited.Add($"{edit.Name}: {done}");
                continue;
            }

            for (var i = 0; i < table.Parameters.Length; i++) _beforeEdit.Restore(table.Parameters[i], i);
            edited.Add($"{edit.Name}: undone, it made a weight non-finite ({done})");
        }
    }

    private static bool IsFinite(Parameter parameter) => parameter.isfinite().all().item<bool>();
}
