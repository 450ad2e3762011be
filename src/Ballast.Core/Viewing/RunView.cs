using System.Diagnostics;

namespace Ballast;

/// <summary>
/// A run as people look at it: curves, what the guard did, heat maps of its parameters, findings. Reads a run file once and from then on
/// only what is new in it; memory does not grow with the run, but for 16 bytes a step. For several threads at once.
/// </summary>
public sealed class RunView : IDisposable
{
    private const int Most = 2048; // buckets that are kept; a page shows about half as many
    private const int Glance = 1024, // steps between two looks at the clock
        Rest = 100; // times what a diagnosis has cost before there is another one of a run that goes on
    private readonly RunFile _run;
    private readonly Lock _lock = new();
    private IReadOnlyList<ParameterInfo> _parameters = [];
    private CourseRecorder _course = new();
    private Timeline _timeline = new(new(0, 1), 0, Most);
    private string _life = "";
    private bool _isRead;
    private Diagnosis? _diagnosis;
    private long _diagnosed = -1,
        _again;

    private RunView(RunFile run) => _run = run;

    /// <summary>The run file.</summary>
    public string Path => _run.Path;

    /// <summary>Steps that were read.</summary>
    public long Steps
    {
        get
        {
            lock (_lock)
                return _timeline.Last + 1;
        }
    }

    /// <summary>Whether all has been read that was there when it was last followed.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
                return _isRead;
        }
    }

    /// <summary>Opens a run; nothing is read yet.</summary>
    /// <param name="path">The file, or the folder with its <c>run.db</c>.</param>
    /// <exception cref="RunFileException">There is no run, it is damaged, or a newer version wrote it.</exception>
    public static RunView Open(string path) => new(RunFile.Open(path));

    /// <summary>Reads what is new.</summary>
    /// <param name="budget">
    /// After which time it leaves the rest for the next call, so that of a long run something is there at once. Default: all is read.
    /// </param>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="RunFileException">The file is damaged.</exception>
    public bool Follow(TimeSpan? budget = null)
    {
        var began = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            var life = _run.Info().GetValueOrDefault("resumed", "");
            // a training that was resumed does some of its steps again
            var isOther = life != _life || _run.LastStep < _timeline.Last;
            if (isOther || (_parameters.Count == 0 && _run.Parameters().Count > 0))
                Begin(life);
            var (before, read) = (_timeline.Last, 0);
            foreach (var step in _run.Steps(_timeline.Last, statistics: true))
            {
                _timeline.Add(step);
                _course.Learn(step);
                if (++read % Glance == 0 && Stopwatch.GetElapsedTime(began) > budget)
                {
                    _isRead = false;
                    return true;
                }
            }

            _isRead = true;
            return _timeline.Last != before;
        }
    }

    /// <summary>The curves.</summary>
    /// <param name="from">The first step to be shown.</param>
    /// <param name="to">The step before which it ends; default is all.</param>
    /// <param name="most">Buckets at the most.</param>
    public CurveView Curves(long from = 0, long to = long.MaxValue, int most = 1024)
    {
        lock (_lock)
            return Detail(ref from, ref to, most).Curves(from, to, most) with { Steps = _timeline.Last + 1 };
    }

    /// <summary>A heat map of all parameters.</summary>
    /// <param name="quantity">Of what.</param>
    /// <param name="from">The first step to be shown.</param>
    /// <param name="to">The step before which it ends; default is all.</param>
    /// <param name="most">Buckets at the most.</param>
    public HeatView Heat(LayerQuantity quantity, long from = 0, long to = long.MaxValue, int most = 512)
    {
        lock (_lock)
            return Detail(ref from, ref to, most).Heat(quantity, from, to, most);
    }

    /// <summary>All quantities of one parameter: a heat map whose rows are the quantities in their order.</summary>
    /// <param name="parameter">Its place in <see cref="RunFile.Parameters"/>.</param>
    /// <param name="from">The first step to be shown.</param>
    /// <param name="to">The step before which it ends; default is all.</param>
    /// <param name="most">Buckets at the most.</param>
    public HeatView Layer(int parameter, long from = 0, long to = long.MaxValue, int most = 1024)
    {
        lock (_lock)
        {
            if (parameter < 0 || parameter >= _parameters.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(parameter),
                    parameter,
                    $"{Path} has {_parameters.Count} parameters. Give a number from 0."
                );
            var detail = Detail(ref from, ref to, most);
            var (start, end) = (from, to);
            HeatView[] all = [.. Enum.GetValues<LayerQuantity>().Select(quantity => detail.Heat(quantity, start, end, most))];
            return all[0] with { Cells = [.. all.SelectMany(it => it.Cells.AsSpan(parameter * it.Buckets, it.Buckets).ToArray())] };
        }
    }

    /// <summary>All that is known of it but its steps.</summary>
    /// <param name="id">What it is called in addresses.</param>
    /// <param name="language">Of the findings.</param>
    public RunStory Story(string id, Language language = Language.English)
    {
        lock (_lock)
            return RunStory.Of(_run, id, _isRead ? Diagnose() : null, language);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _run.Dispose();

    // symptoms look at every step: of a run that grows, seldom
    private Diagnosis Diagnose()
    {
        var now = Stopwatch.GetTimestamp();
        var isRunning = _run.Info().GetValueOrDefault("status", "running") == "running";
        if (_diagnosis is { } known && (_diagnosed == _timeline.Last || (isRunning && now < _again)))
            return known;
        _diagnosis = Diagnosis.Of(new() { Course = _course.Read() });
        _diagnosed = _timeline.Last;
        _again = now + (Rest * (Stopwatch.GetTimestamp() - now));
        return _diagnosis;
    }

    private void Begin(string life)
    {
        _diagnosis = null;
        (_life, _parameters) = (life, _run.Parameters());
        _timeline = new(new(0, 1), _parameters.Count, Most);
        _course.Dispose();
        _course = new();
        _course.Begin(_parameters);
    }

    // where the buckets that are kept are too wide for what is asked, the steps are read once more
    private Timeline Detail(ref long from, ref long to, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        from = Math.Clamp(from, 0, Math.Max(0, _timeline.Last));
        to = Math.Clamp(to, from + 1, _timeline.Last + 1 > from ? _timeline.Last + 1 : from + 1);
        var wanted = BucketGrid.Over(from, to, most);
        if (wanted.Width >= BucketGrid.Over(0, _timeline.Last + 1, Most).Width)
            return _timeline;
        var detail = new Timeline(wanted, _parameters.Count, most + 1);
        foreach (var step in _run.Steps(wanted.Start - 1, statistics: true))
        {
            if (step.Step >= to)
                break;
            detail.Add(step);
        }

        return detail;
    }
}
