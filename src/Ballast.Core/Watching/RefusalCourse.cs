namespace Ballast;

/// <summary>
/// Counts refused steps and tells when they pile up: four of five in a while, or half of them for long. A course begins with a refusal
/// after many steps in a row were taken, so that it is known since when; it has been told of once until all is well again.
/// </summary>
internal sealed class RefusalCourse
{
    private const int Window = 20,
        Many = 16,
        Lasting = 50,
        Calm = 100;
    private readonly bool[] _refused = new bool[Window];
    private readonly long[] _kinds = new long[4];
    private long _steps,
        _taken,
        _first = -1,
        _last;
    private int _inWindow;
    private bool _told;

    /// <summary>The step that the refusals begin with; -1 before the first.</summary>
    public long Since { get; private set; } = -1;

    /// <summary>How many steps were refused since then.</summary>
    public long Refused { get; private set; }

    /// <summary>How many steps there were since then.</summary>
    public long Steps => _last - Since + 1;

    /// <summary>How many of the latest steps were refused.</summary>
    public (int Refused, int Steps) Lately => (_inWindow, (int)Math.Min(_steps, Window));

    /// <summary>True if no step was taken before, so that nothing has been trained.</summary>
    public bool FromTheFirst => Since >= 0 && Since == _first && Refused == Steps;

    /// <summary>True until so many steps in a row were taken: it is worth looking at what goes through the model.</summary>
    public bool IsOpen => Since >= 0 && _taken < Calm;

    /// <summary>What most steps were refused for.</summary>
    public RefusalKind Kind => (RefusalKind)Array.IndexOf(_kinds, _kinds.Max());

    /// <summary>How many were refused for the most usual reason.</summary>
    public long OfKind => _kinds.Max();

    /// <summary>Learns of a step; true where it is time to say that refusals pile up.</summary>
    public bool Learn(GradientReading reading, Verdict verdict)
    {
        if (_first < 0)
            _first = reading.Step;
        _last = reading.Step;
        var refused = !verdict.TakesStep;
        Slide(refused);
        if (!refused)
        {
            if (++_taken >= Window)
                _told = false;
            return false;
        }

        if (Since < 0 || _taken >= Window)
            Begin(reading.Step);
        _taken = 0;
        Refused++;
        _kinds[(int)KindOf(reading)]++;
        if (_told || (_inWindow < Many && (Refused < Lasting || 2 * Refused < Steps)))
            return false;
        return _told = true;
    }

    private static RefusalKind KindOf(GradientReading reading) =>
        !double.IsFinite(reading.Loss) ? RefusalKind.Loss
        : reading.NonFinite > 0 ? RefusalKind.Gradient
        : reading.PoisonedBuffer is not null ? RefusalKind.Buffer
        : RefusalKind.Rule;

    private void Begin(long step)
    {
        (Since, Refused) = (step, 0);
        Array.Clear(_kinds);
    }

    private void Slide(bool refused)
    {
        ref var oldest = ref _refused[_steps++ % Window];
        _inWindow += (refused ? 1 : 0) - (oldest ? 1 : 0);
        oldest = refused;
    }
}
