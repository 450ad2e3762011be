using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Set-up without a call of its own: hooks listen to the user's first passes. Where the first one shows no trouble, that was
/// all. Else steps are refused while the course looks at two more batches, standardises and repairs: some five steps of a
/// training that would not survive them, 20 at most.
/// </summary>
internal sealed class FirstSteps : IDisposable
{
    private readonly nn.Module _model;
    private readonly ParameterTable _table;
    private readonly InputStandard _standard;
    private readonly optim.Optimizer _optimizer;
    private readonly Listener _listener;
    private readonly SetupCourse _course;
    private readonly List<string> _news = [];
    private IReadOnlyList<GateScale> _gates = [];
    private SetupUndo? _undo;
    private bool _changed,
        _resumed;
    private int _refused;

    public FirstSteps(nn.Module model, ParameterTable table, InputStandard standard, optim.Optimizer optimizer)
    {
        (_model, _table, _standard, _optimizer) = (model, table, standard, optimizer);
        _listener = new(model, standard.MayDiffer);
        _course = new(ListenedBatches, standard.Insert);
    }

    /// <summary>True when the hooks can go.</summary>
    public bool Ended => _course.Ended || _course.State.Passes + _refused >= ListenedPasses;

    /// <summary>To be written into a checkpoint that is made meanwhile.</summary>
    public CourseState State
    {
        get => _course.State;
        set
        {
            _course.State = value;
            _resumed = value.Passes > 0;
            _listener.Swept = _course.Sweeps;
        }
    }

    /// <summary>Judges the pass that has just ended, and repairs.</summary>
    /// <param name="loss">The value of its loss.</param>
    /// <returns>Proceed where there is no trouble, or none any more.</returns>
    public Verdict Judge(double loss)
    {
        if (!_listener.Heard)
            return Verdict.Proceed; // the model is run by forward() instead of call(), so no hook fires
        var probe = _listener.Read(loss);
        if (_course.State.Passes == 0 && _listener.TellsPassesApart)
            CallCount.Note(_table, probe);
        if (_course.State.Stage == CourseStage.Looking && !_changed && double.IsFinite(loss))
            _course.State = _course.State with { Before = [.. _course.State.Before, loss] };
        if (_course.State.Passes > 0 || !MendGates())
            Follow(probe);
        var fed = _listener.OnlyFedByData;
        _listener.Forget();
        _listener.Swept = _course.Sweeps;
        if (!Ended)
            return Verdict.Skip($"set-up: {Reason}");
        if (!_changed || Last(fed, loss) is not { } last)
            return Verdict.Proceed;
        _news.Add(last);
        return Verdict.Skip($"set-up: {last}"); // the gradients are those of other weights
    }

    private string Reason =>
        string.Join("; ", [.. _gates.Select(gate => gate.Words), _course.Trouble]) is { Length: > 0 } words
            ? words
            : "looks at another batch";

    private string? Last(WeightedModule? fed, double loss) =>
        _undo?.Judge(BatchLosses.Mean(_course.State.Before), loss)
        ?? (fed is null ? null : new InputPace(_optimizer, _standard, fed).Guess(loss));

    /// <summary>The pass that has just ended says nothing.</summary>
    public void Forget() => _listener.Forget();

    /// <summary>What was done since the last call, in words.</summary>
    public IReadOnlyList<string> News()
    {
        string[] news = [.. _news];
        _news.Clear();
        return news;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _undo?.Dispose();
    }

    private bool MendGates()
    {
        _gates = GateScale.Find(_model);
        if (_gates.Count == 0)
            return false;
        _undo = new(_table, _standard.Remember());
        _news.AddRange(_gates.Select(gate => gate.Mend()));
        _changed = true;
        _course.State = _course.State with { Passes = 1 };
        return true;
    }

    private void Follow(Probe probe)
    {
        if (!_course.Accepts(probe))
        {
            _refused++;
            return;
        }

        var told = _course.Said.Count;
        _course.Learn(probe, _listener.Sweep());
        if (!_course.Ended && !_resumed)
            _undo ??= new(_table, _standard.Remember()); // the first look changes nothing yet; a resumed course cannot go back behind it
        _news.AddRange(_course.Said.Skip(told));
        _changed |= _course.Said.Count > 0;
    }
}
