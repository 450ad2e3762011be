namespace Ballast;

/// <summary>The float32 statistics of single parameters that a row holds, in the order of their columns.</summary>
internal enum RunSection
{
    GradientNorms,
    Peaks,
    NonFinites,
    GradientScales,
    ChangeNorms,
    WeightNorms,
    StepScales,
}

/// <summary>
/// A copy of one step on its way to the disk. Rows are used again and again: filling one allocates nothing once its buffer has
/// the model's size. Sections that would say the same for every parameter (no value not finite, every scale 1, not measured)
/// are left out.
/// </summary>
internal sealed class RunRow
{
    public const int Sections = 7;

    private float[] _statistics = [];
    private int _parameters;
    private int _present;

    public long Step { get; private set; }
    public double At { get; private set; }
    public double Loss { get; private set; }
    public double Accuracy { get; set; }
    public double GradientNorm { get; private set; }
    public long NonFinite { get; private set; }
    public VerdictKind Verdict { get; private set; }
    public bool Overruled { get; private set; }
    public double Scale { get; private set; }
    public string Reason { get; private set; } = "";
    public double LearningRate { get; private set; }
    public double LossScale { get; private set; }
    public int Capped { get; private set; }
    public int Restarted { get; private set; }
    public double UpdateRatio { get; private set; }
    public string Edits { get; private set; } = "";
    public double Elapsed { get; private set; }

    public void Fill(StepRecord record, double accuracy, double at, bool statistics)
    {
        var verdict = record.Verdict;
        (Step, At, Loss, Accuracy, GradientNorm, NonFinite) = (
            record.Step,
            at,
            record.Loss,
            accuracy,
            record.GradientNorm,
            record.NonFinite
        );
        (Verdict, Overruled, Scale, Reason) = (verdict.Kind, record.Overruled, verdict.MinScale, verdict.Reason);
        (LearningRate, LossScale, Capped, Restarted) = (record.LearningRate, record.LossScale, record.Capped, record.Restarted);
        (UpdateRatio, Elapsed) = (record.UpdateRatio, record.Elapsed.TotalSeconds);
        Edits = record.Edits.Count == 0 ? "" : string.Join('\n', record.Edits);
        _present = 0;
        if (statistics)
            FillStatistics(record, verdict);
    }

    /// <summary>One number per parameter; empty if the section was left out.</summary>
    public ReadOnlySpan<float> Section(int section) =>
        (_present & (1 << section)) == 0 ? default : _statistics.AsSpan(section * _parameters, _parameters);

    private void FillStatistics(StepRecord record, Verdict verdict)
    {
        var parameters = record.Reading.Parameters;
        var updates = record.Updates;
        _parameters = parameters.Length;
        if (_statistics.Length < Sections * _parameters)
            _statistics = new float[Sections * _parameters];

        Span<float> norms = Use(RunSection.GradientNorms),
            peaks = Use(RunSection.Peaks),
            weights = Use(RunSection.WeightNorms);
        var weighed = updates.Length > 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            ref readonly var p = ref parameters[i];
            norms[i] = Single(p.Norm);
            peaks[i] = Single(p.Peak);
            weights[i] = Single(p.WeightNorm);
            weighed |= !double.IsNaN(p.WeightNorm);
        }

        if (!weighed)
            Omit(RunSection.WeightNorms);
        if (record.NonFinite > 0)
        {
            var counts = Use(RunSection.NonFinites);
            for (var i = 0; i < parameters.Length; i++)
                counts[i] = parameters[i].NonFinite;
        }

        if (verdict.MinScale < 1)
        {
            var scales = Use(RunSection.GradientScales);
            for (var i = 0; i < scales.Length; i++)
                scales[i] = Single(verdict.ScaleOf(i));
        }

        if (updates.Length != parameters.Length)
            return;
        Span<float> changes = Use(RunSection.ChangeNorms),
            steps = Use(RunSection.StepScales);
        for (var i = 0; i < updates.Length; i++)
        {
            ref readonly var update = ref updates[i];
            (changes[i], weights[i], steps[i]) = (Single(update.ChangeNorm), Single(update.WeightNorm), Single(update.Scale));
        }

        if (record.Capped == 0 && record.Restarted == 0)
            Omit(RunSection.StepScales);
    }

    private Span<float> Use(RunSection section)
    {
        _present |= 1 << (int)section;
        return _statistics.AsSpan((int)section * _parameters, _parameters);
    }

    private void Omit(RunSection section) => _present &= ~(1 << (int)section);

    /// <summary>
    /// As float32, where a finite number stays finite and one that is not zero stays so: a norm of 1e200 is not infinite, nor is 1e-60 a
    /// dead layer.
    /// </summary>
    internal static float Single(double value)
    {
        var single = (float)value;
        if (float.IsInfinity(single) && double.IsFinite(value))
            return single > 0 ? float.MaxValue : float.MinValue;
        return single == 0 && value != 0 ? MathF.CopySign(float.Epsilon, single) : single;
    }
}
