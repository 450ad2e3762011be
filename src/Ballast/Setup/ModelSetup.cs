using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What a guard does to a model before it trains, by passes of its own over a few batches or by listening to the first steps, and what
/// stays in place for the training: standardised inputs, outputs in units of their own.
/// </summary>
internal sealed class ModelSetup : IDisposable
{
    private readonly nn.Module _model;
    private readonly ParameterTable _table;
    private readonly optim.Optimizer _optimizer;
    private readonly bool _mayRepair;
    private readonly Rehearsal _rehearsal;
    private IReadOnlyList<string> _done = [];
    private FirstSteps? _first; // gone once it is done
    private bool _hasJudged;

    /// <param name="model">The model.</param>
    /// <param name="table">Its parameters.</param>
    /// <param name="optimizer">What will train it.</param>
    /// <param name="mayRepair">False: look and tell only.</param>
    /// <param name="guard">What takes the steps of a rehearsal.</param>
    public ModelSetup(nn.Module model, ParameterTable table, optim.Optimizer optimizer, bool mayRepair, Func<IRehearsalGuard> guard)
    {
        _rehearsal = new(model, table, optimizer, guard);
        (_model, _table, _optimizer, _mayRepair) = (model, table, optimizer, mayRepair);
        (InputStandard, OutputStandard) = (new(model), new(model));
        if (mayRepair)
            _first = new(model, table, InputStandard, optimizer);
    }

    /// <summary>What stands in front of the model.</summary>
    public InputStandard InputStandard { get; }

    /// <summary>What makes the model's outputs in units of their own while it is trained.</summary>
    public OutputStandard OutputStandard { get; }

    /// <summary>How far listening has come; null when there is nothing to listen to any more.</summary>
    public CourseState? Listening
    {
        get => _first?.State;
        set
        {
            if (value is null)
                EndListening();
            else if (_first is not null)
                _first.State = value;
        }
    }

    /// <summary>Looks at the model by passes of its own, repairs it, and listens no more.</summary>
    /// <param name="batches">The losses of batches of the training data.</param>
    public Preparation Prepare(IEnumerator<Func<Tensor>> batches)
    {
        EndListening();
        OutputStandard.Remove(); // of an earlier call
        string[] set = _mayRepair ? [.. UnsetNorm.Find(_model, isDead: false).Select(norm => norm.Mend())] : [];
        using var seen = new Examination(_model, _table, InputStandard, OutputStandard, _optimizer, batches);
        if (seen.Losses.Count == 0)
            return new("", _done = set);
        if (_mayRepair && seen.First.IsDead && UnsetNorm.Find(_model, isDead: true) is { Count: > 0 } blank)
        {
            set = [.. set, .. blank.Select(norm => norm.Mend())];
            seen.Renew();
        }

        var preparation = new Preparer(seen, _rehearsal).Run(_mayRepair);
        _done = [.. set, .. preparation.Done];
        return preparation with { Done = _done };
    }

    /// <summary>Judges the pass that has just ended, and repairs, while there is something to listen to.</summary>
    public Verdict Judge(double loss)
    {
        if (_first is null)
            return Verdict.Proceed;
        if (!_hasJudged && Set() is { } words)
            return Verdict.Skip($"set-up: {words}");
        var verdict = _first.Judge(loss);
        _done = _first.News();
        if (_first.Ended)
            EndListening();
        return verdict;
    }

    /// <summary>What was done since it was last asked for, in words: told once, with the next step.</summary>
    public IEnumerable<string> TakeNews()
    {
        var done = _done;
        _done = [];
        return done.Select(words => $"set-up: {words}");
    }

    public void Dispose()
    {
        EndListening();
        OutputStandard.Remove();
    }

    // before anything is concluded from the first pass; null where there is nothing to set
    private string? Set()
    {
        _hasJudged = true;
        if (UnsetNorm.Find(_model, _table.Parameters) is not { Count: > 0 } found)
            return null;
        _done = [.. found.Select(norm => norm.Mend())];
        _first!.Forget(); // the pass was another model's
        return string.Join("; ", found.Select(norm => norm.Words));
    }

    private void EndListening()
    {
        _first?.Dispose();
        _first = null;
    }
}
