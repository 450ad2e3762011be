using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Set-up without a call of its own: hooks listen to the user's first passes. Where the first one shows no trouble, that was
/// all. Else steps are refused while the course looks at two more batches, standardises and repairs: some five steps of a
/// training that would not survive them, 20 at most.
/// </summary>
internal sealed class FirstSteps : IDisposable
{
    private const int Looks = 3, MostPasses = 20;
    private readonly ParameterTable _table;
    private readonly Listener _listener;
    private readonly SetupCourse _course;
    private int _refused, _told;

    public FirstSteps(nn.Module model, ParameterTable table, InputStandard standard)
    {
        _table = table;
        _listener = new(model);
        _course = new(Looks, mayRepair: true, standard.Insert);
    }

    /// <summary>True when the hooks can go.</summary>
    public bool Ended => _course.Ended || _course.State.Passes + _refused >= MostPasses;

    /// <summary>To be written into a checkpoint that is made meanwhile.</summary>
    public CourseState State
    {
        get => _course.State;
        set
        {
            _course.State = value;
            _listener.Swept = _course.Sweeps;
        }
    }

    /// <summary>Judges the pass that has just ended, and repairs.</summary>
    /// <param name="loss">The value of its loss.</param>
    /// <returns>Proceed where there is no trouble, or none any more.</returns>
    public Verdict Judge(double loss)
    {
        if (!_listener.Heard) return Verdict.Proceed;   // the model is run by forward() instead of call(), so no hook fires
        var probe = _listener.Read(loss);
        if (_course.State.Passes == 0 && _listener.TellsPassesApart) _table.CountCalls(probe);
        if (_course.Accepts(probe)) _course.Learn(probe, _listener.Sweep());
        else _refused++;
        _listener.Forget();
        _listener.Swept = _course.Sweeps;
        return Ended ? Verdict.Proceed : Verdict.Skip($"set-up: {_course.Trouble}");
    }

    /// <summary>What was done since the last call, in words.</summary>
    public IReadOnlyList<string> News()
    {
        string[] news = [.. _course.Said.Skip(_told)];
        _told = _course.Said.Count;
        return news;
    }

    public void Dispose() => _listener.Dispose();
}
