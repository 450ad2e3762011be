using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What a guard notices over many steps: refusals that pile up and of what kind, gradients that never come, parameters that nobody trains,
/// buffers that are broken from the beginning. Costs a few comparisons of numbers that are there; only while steps are refused it looks at
/// more.
/// </summary>
internal sealed class StepWatch(nn.Module model, ParameterTable table, BufferCopy? buffers, bool observes = false) : IDisposable
{
    private readonly RefusalCourse _refusals = new();
    private readonly GradientSilence _silence = new();
    private readonly TightClip _clip = new();
    private readonly Forecast _forecast = new();
    private PassWatch? _passes;
    private PassTally _refused = new(),
        _taken = new();
    private long _since = -1;
    private bool _begun,
        _poisoned;

    private string Would => observes ? "If the guard acted: " : "";

    /// <summary>Learns of a step that was judged and returns what there is to say.</summary>
    /// <param name="reading">What was measured.</param>
    /// <param name="verdict">What the rules said of it; refusals of set-up are not theirs.</param>
    /// <param name="isScaled">Whether the loss goes through the guard.</param>
    public IReadOnlyList<string> Learn(GradientReading reading, Verdict verdict, bool isScaled)
    {
        List<string>? notices = null;
        if (!_begun)
            notices = [.. Beginning()];
        _begun = true;
        var piled = _refusals.Learn(reading, verdict);
        Follow(verdict);
        if (piled && verdict.Kind != VerdictKind.Halt)
            (notices ??= []).Add($"{Would}{RefusalWords.Of(_refusals, reading, Surroundings(isScaled))}");
        else if (reading.PoisonedBuffer is not null && verdict.Kind != VerdictKind.Halt && !_poisoned)
            (notices ??= []).Add($"{Would}The step was refused: {RefusalWords.Buffer(reading)}");
        _poisoned |= reading.PoisonedBuffer is not null;
        if (_silence.Learn(reading, i => table.Parameters[i].requires_grad) is { } silent)
            (notices ??= []).Add(silent);
        if (_clip.Learn(verdict) is { } tight)
            (notices ??= []).Add($"{Would}{tight}");
        if (_forecast.Learn(reading) is { } coming)
            (notices ??= []).Add(coming);
        return notices is { Count: > 0 } ? notices : [];
    }

    /// <summary>A halt with the whole story, where it ends a course of refusals.</summary>
    public Verdict Explain(Verdict halt, GradientReading reading, bool isScaled) =>
        _refusals.IsOpen && _refusals.Refused > 1
            ? Verdict.Halt($"{halt.Reason}. {RefusalWords.Of(_refusals, reading, Surroundings(isScaled))}")
            : halt;

    public void Dispose() => _passes?.Dispose();

    private void Follow(Verdict verdict)
    {
        if (_passes?.Take() is { } pass)
            (verdict.TakesStep ? _taken : _refused).Add(pass);
        if (_refusals.IsOpen)
            _passes ??= new(model);
        else if (_passes is not null)
        {
            _passes.Dispose();
            _passes = null;
        }

        if (_since == _refusals.Since)
            return;
        (_since, _refused, _taken) = (_refusals.Since, new(), new());
    }

    private Surroundings Surroundings(bool isScaled)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        string? broken = null;
        var largest = ("", 0.0);
        for (var i = 0; i < table.Parameters.Length; i++)
        {
            var size = Sizes.RootMeanSquare(table.Parameters[i]);
            if (!double.IsFinite(size) && NonFinite.IsIn(table.Parameters[i]))
                broken ??= table.Infos[i].Name;
            else if (size > largest.Item2)
                largest = (table.Infos[i].Name, size);
        }

        return new()
        {
            BrokenWeight = broken,
            LargestWeight = largest,
            IsHalf = table.Types.Contains(ScalarType.Float16),
            IsScaled = isScaled,
            Refused = _refused,
            Taken = _taken,
        };
    }

    private IEnumerable<string> Beginning()
    {
        var held = table.Parameters.Select(p => p.Handle).ToHashSet();
        string[] outside =
        [
            .. model.named_parameters().Where(p => p.parameter.requires_grad && !held.Contains(p.parameter.Handle)).Select(p => p.name),
        ];
        var all = model.named_parameters().Count();
        if (outside.Length > 0 && model.named_parameters().All(p => !held.Contains(p.parameter.Handle)))
            yield return "The optimizer holds none of the model's parameters, so the model is not "
                + "trained: give it model.parameters() of this very model.";
        else if (outside.Length > 0)
            yield return $"The optimizer does not hold {outside.Length} of the model's {all} "
                + $"parameters ({GradientSilence.Names(outside)}), so "
                + "they stay as they are unless something else trains them. "
                + "If that is meant, all is well; requires_grad = false says so.";
        string[] broken = [.. buffers?.Broken() ?? []];
        if (broken.Length > 0)
            yield return $"{GradientSilence.Names(broken)} "
                + $"{(broken.Length == 1 ? "is" : "are")} NaN already before the first step: what was "
                + "loaded is broken, and evaluation will be NaN.";
    }
}
