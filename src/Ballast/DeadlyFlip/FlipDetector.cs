namespace Ballast;

/// <summary>
/// Tells the volatile neurons of one layer from numbers alone: the relative change of each against the running median of all.
/// Keeps the pace of each neuron and how long its twin stays hot.
/// </summary>
/// <param name="options">Thresholds.</param>
/// <param name="count">Neurons of the layer.</param>
/// <param name="idles">True for an embedding, where most rows rest in a step and would draw the median to 0.</param>
internal sealed class FlipDetector(DeadlyFlipOptions options, int count, bool idles)
{
    /// <summary>The relative change of a neuron that is not finite.</summary>
    public const double NotFinite = 1e30;

    private const double Memory = 0.05,
        Least = 1e-8,
        Most = 1e8;
    private static readonly double s_leap = Math.Log(4);
    private readonly double[] _sorted = new double[count];

    /// <summary>Relative change of each neuron in this step.</summary>
    public double[] Changes { get; } = new double[count];

    /// <summary>Norm of each neuron's weights before this step.</summary>
    public double[] Norms { get; } = new double[count];

    /// <summary>What the changes of each neuron are multiplied by.</summary>
    public double[] Pace { get; private set; } = [.. Enumerable.Repeat(1.0, count)];

    /// <summary>For how many steps yet each twin holds what exploded, or each swapped neuron rests.</summary>
    public int[] Hot { get; private set; } = new int[count];

    /// <summary>Running median; NaN before the first step.</summary>
    public double Median { get; private set; } = double.NaN;

    /// <summary>What was volatile in this step: every change above it.</summary>
    public double Threshold { get; private set; }

    /// <summary>The volatile neurons of this step.</summary>
    public List<int> Volatile { get; } = [];

    // neurons that began at 0 have no size of their own to be measured by: that of their layer, or 1 where all of it is 0
    private double[]? _reference;

    /// <summary>Judges one step by the sums of squares of every neuron's change and of its weights before.</summary>
    public void Judge(ReadOnlySpan<double> changes, ReadOnlySpan<double> befores)
    {
        double total = 0;
        for (var i = 0; i < count; i++)
        {
            Norms[i] = Math.Sqrt(befores[i]);
            if (double.IsFinite(Norms[i]))
                total += Norms[i];
        }

        var mean = total / count;
        _reference ??=
        [
            .. Norms.Select(norm =>
                norm > 0 ? 0
                : mean > 0 ? mean
                : 1
            ),
        ];
        for (var i = 0; i < count; i++)
        {
            var change = Math.Sqrt(changes[i]) / Math.Max(Norms[i] + (1e-3 * mean) + 1e-12, _reference[i]);
            Changes[i] = double.IsFinite(change) ? change : NotFinite;
        }

        Follow();
        Volatile.Clear();
        for (var i = 0; i < count; i++)
            if (Changes[i] > Threshold)
                Volatile.Add(i);
    }

    /// <summary>All paces grow, those of the volatile neurons are halved.</summary>
    public void Slow(List<int> volatiles)
    {
        if (!options.Pace)
            return;
        for (var i = 0; i < count; i++)
            Pace[i] = Math.Min(1, options.Recovery * Pace[i]);
        foreach (var i in volatiles)
            Pace[i] = Math.Max(options.TauMin, Pace[i] / 2);
    }

    /// <summary>One step less to rest.</summary>
    public void Cool()
    {
        for (var i = 0; i < count; i++)
            Hot[i] = Math.Max(0, Hot[i] - 1);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(count);
        to.Write(Median);
        to.Write(_reference is not null);
        for (var i = 0; i < count; i++)
        {
            to.Write(Pace[i]);
            to.Write(Hot[i]);
            if (_reference is not null)
                to.Write(_reference[i]);
        }
    }

    public void Load(BinaryReader from)
    {
        if (from.ReadInt32() is var saved && saved != count)
            throw new ArgumentException(
                $"The state of the deadly flip has a layer of {saved} neurons where this model has {count}: build the same model.",
                nameof(from)
            );
        Median = from.ReadDouble();
        _reference = from.ReadBoolean() ? new double[count] : null;
        for (var i = 0; i < count; i++)
        {
            Pace[i] = from.ReadDouble();
            Hot[i] = from.ReadInt32();
            if (_reference is not null)
                _reference[i] = from.ReadDouble();
        }
    }

    /// <summary>Sets what was learnt, for tests with printed numbers.</summary>
    internal void Set(double median, double[] pace, int[] hot) => (Median, Pace, Hot, _reference) = (median, pace, hot, new double[count]);

    private void Follow()
    {
        var moved = 0;
        foreach (var change in Changes)
            if (!idles || change > 0)
                _sorted[moved++] = change;
        if (moved > 0)
        {
            Array.Sort(_sorted, 0, moved);
            var median = Math.Clamp(_sorted[(moved - 1) / 2], Least, Most);
            var ceiling = options.RCeil / options.KHi;
            if (double.IsNaN(Median))
                Median = Math.Min(median, ceiling);
            Threshold = Math.Clamp(options.KHi * Median, options.RFloor, options.RCeil);
            Median = Math.Min(Median * Math.Exp(Memory * Math.Clamp(Math.Log(median / Median), -s_leap, s_leap)), ceiling);
        }
        else
        {
            Threshold = options.RCeil;
        }
    }
}
