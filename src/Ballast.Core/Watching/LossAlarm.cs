namespace Ballast;

/// <summary>
/// Tells when the loss has risen and stays up, by the median of the last 15: single batches with a thousandfold loss are no reason to go
/// back. Suddenly, where it lies 6 standard deviations above that of the last 64 on 5 steps in a row and a quarter of what was learned
/// since the beginning is lost; or slowly, where it lies above the lowest level that was remembered and a third is lost. A loss of 1e-8
/// that becomes 1e-6 has lost nothing.
/// </summary>
internal sealed class LossAlarm
{
    private const int Window = 64,
        Latest = 15,
        First = 15,
        Row = 5;
    private const double Sudden = 6, // deviations of single losses
        Slow = 2, // which are six of a median of 15
        Learned = 1.0 / 3, // of what it began with: where less was learned, as with rewards, a slow rise says nothing
        LeastDistance = 0.3,
        LostSuddenly = 0.25,
        LostSlowly = 1.0 / 3;
    private RecentValues _usual = new([], Window),
        _latest = new([], Latest);
    private double _beginning = double.NaN, // the median of the first losses
        _lowest = double.NaN,
        _lowestSpread;
    private int _suddenly,
        _slowly; // for how many steps in a row

    /// <summary>True while the loss is up, before it has been so for long enough.</summary>
    public bool IsNear => _suddenly > 0 || _slowly > 0;

    /// <summary>The median of the last losses.</summary>
    public double Now => _latest.Quantile(0.5);

    /// <summary>The median of what was usual; not finite before there are 64.</summary>
    public double Usual => _usual.Count < Window ? double.NaN : _usual.Quantile(0.5);

    /// <summary>The lowest level that was remembered; not finite where none was.</summary>
    public double Lowest => _lowest;

    /// <summary>Learns the loss of a step that was judged, and says whether it has stayed up for long enough.</summary>
    /// <param name="loss">As it was; what is not finite is not counted.</param>
    public RiseKind Learn(double loss)
    {
        if (!double.IsFinite(loss))
            return RiseKind.None;
        _latest.Add(loss);
        if (double.IsNaN(_beginning) && _latest.Count == First)
            _beginning = Now;
        var (now, usual) = (Now, Usual);
        // a spread is sorted for, so it comes last
        var isUp = IsUp(now, usual) && IsLost(now, usual, RiseKind.Suddenly) && now > usual + (Sudden * _usual.MedianSpread);
        _suddenly = isUp ? _suddenly + 1 : 0;
        var isAbove = _latest.Count == Latest && IsUp(now, _lowest) && IsLost(now, _lowest, RiseKind.Slowly);
        var hasLearned = _beginning - _lowest > Learned * Math.Abs(_beginning);
        _slowly = isAbove && hasLearned && now > _lowest + (Slow * _lowestSpread) ? _slowly + 1 : 0;
        if (_suddenly == 0)
            _usual.Add(loss);
        return _suddenly >= Row ? RiseKind.Suddenly
            : _slowly >= Row ? RiseKind.Slowly
            : RiseKind.None;
    }

    /// <summary>
    /// Whether one level of the loss is so much worse than another that too much of what was learned is lost. Nothing is, before it is
    /// known what the training began with.
    /// </summary>
    public bool IsLost(double now, double then, RiseKind rise) =>
        double.IsFinite(_beginning)
        && !(now <= then)
        && !(now - then <= (rise == RiseKind.Slowly ? LostSlowly : LostSuddenly) * (_beginning - then));

    /// <summary>Remembers the present level if it is the lowest so far; whether it is.</summary>
    public bool Remember()
    {
        var usual = Usual;
        if (!double.IsFinite(usual) || usual >= _lowest)
            return false;
        (_lowest, _lowestSpread) = (usual, _usual.MedianSpread);
        return true;
    }

    /// <summary>What was usual is so no more: learns anew from here.</summary>
    /// <param name="forgets">Whether the lowest level is none to measure by any more either.</param>
    public void Restart(bool forgets)
    {
        (_usual, _latest, _suddenly, _slowly) = (new([], Window), new([], Latest), 0, 0);
        if (forgets)
            _lowest = double.NaN;
    }

    public string Save() =>
        StateText.Write(
            [_beginning, _lowest, _lowestSpread, .. _usual.Values, .. _latest.Values],
            [_suddenly, _slowly, _usual.Count, _latest.Count]
        );

    public void Load(string state)
    {
        var (values, counts) = StateText.Read(state, "recovery");
        if (
            counts is not [>= 0 and var suddenly, >= 0 and var slowly, >= 0 and <= Window and var usual, >= 0 and <= Latest and var latest]
            || values.Length != 3 + usual + latest
            || !values.Skip(3).All(double.IsFinite)
        )
            throw StateText.Broken(state, "recovery");
        (_beginning, _lowest, _lowestSpread, _suddenly, _slowly) = (values[0], values[1], values[2], (int)suddenly, (int)slowly);
        (_usual, _latest) = (new(values.AsSpan(3, (int)usual), Window), new(values.AsSpan(3 + (int)usual), Latest));
    }

    private static bool IsUp(double now, double then) => now > then + (LeastDistance * Math.Abs(then));
}
