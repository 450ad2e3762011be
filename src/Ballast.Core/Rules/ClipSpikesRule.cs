using System.Globalization;

namespace Ballast;

/// <summary>
/// Per tensor: keeps a running mean of ln ||g|| and rescales a gradient that is more than <c>factor</c> times its geometric
/// mean to exactly the mean: what a wild batch says counts no more than what a usual one says. The mean learns at most
/// <c>factor</c> times itself, so a spike moves it by at most ln(factor) (1 - memory), and it learns with decay
/// min(memory, k / (k + 1)), so that the first steps count alike.
/// </summary>
/// <remarks>
/// Where norms fall below their mean by as much again and again, a large one is no spike: a classifier that is right about most of its
/// batches learns from the few others. So what is borne, in logarithms, is at least twice the spread of the norms, taken from those below the mean alone,
/// which spikes do not reach; and what is more is rescaled to a <c>factor</c>-th of that.
/// </remarks>
internal sealed class ClipSpikesRule(double factor, double memory, int after) : IGuardRule
{
    private readonly double _rise = Math.Log(Require.Positive(factor - 1, nameof(factor)) + 1);
    private readonly double _memory = Require.BelowOne(memory);
    private readonly int _after = Require.AtLeast(after, 1);
    private double[] _means = [], _dips = [];   // of ln ||g||, and of its squared distance below the mean
    private long[] _counts = [];
    private double[] _scales = [];

    public string Name => "clip-spikes";

    public Verdict Judge(GradientReading reading)
    {
        Fit(reading.Parameters.Length);
        var (loudest, clipped) = (-1, 0);
        for (var i = 0; i < _scales.Length; i++)
        {
            ref readonly var p = ref reading.Parameters[i];
            _scales[i] = 1;
            if (_counts[i] < _after || !p.IsFinite || p.Norm == 0) continue;
            var excess = Math.Log(p.Norm) - _means[i];
            var borne = Borne(i);
            if (excess <= borne) continue;
            _scales[i] = Math.Max(Math.Exp(borne - _rise - excess), double.Epsilon);
            clipped++;
            if (loudest < 0 || _scales[i] < _scales[loudest]) loudest = i;
        }

        return clipped == 0 ? Verdict.Proceed : Verdict.RescaleEach(_scales, string.Create(CultureInfo.InvariantCulture,
            $"gradient of {reading.Parameters[loudest].Info.Name} is {1 / _scales[loudest]:g3} times its usual norm ({clipped} of {_scales.Length} tensors clipped)"));
    }

    public void Learn(GradientReading reading, Verdict final)
    {
        if (!final.TakesStep) return;
        Fit(reading.Parameters.Length);
        for (var i = 0; i < _means.Length; i++)
        {
            ref readonly var p = ref reading.Parameters[i];
            if (!p.IsFinite || p.Norm == 0) continue;
            var log = Math.Log(p.Norm);
            var borne = Borne(i);
            if (_counts[i] >= _after) log = Math.Min(log, _means[i] + borne);
            var decay = Math.Min(_memory, _counts[i] / (_counts[i] + 1.0));
            var dip = _counts[i] == 0 ? 0 : Math.Clamp(_means[i] - log, 0, borne);   // one does not widen by more than what is borne
            _means[i] = (decay * _means[i]) + ((1 - decay) * log);
            _dips[i] = (decay * _dips[i]) + ((1 - decay) * dip * dip);
            _counts[i]++;
        }
    }

    public string Save() => StateText.Write([.. _means, .. _dips], _counts);

    public void Load(string state)
    {
        var (values, counts) = StateText.Read(state, Name);
        var n = counts.Length;
        if (values.Length != 2 * n || counts.Any(count => count < 0) || !values.All(double.IsFinite) || values[n..].Any(dip => dip < 0)) throw StateText.Broken(state, Name);
        (_means, _dips, _counts, _scales) = (values[..n], values[n..], counts, new double[n]);
    }

    // as ln(norm / mean). Half of all squared distances lie below the mean, so twice the spread is the root of 8 times them
    private double Borne(int i) => Math.Max(_rise, Math.Sqrt(8 * _dips[i]));

    private void Fit(int parameters)
    {
        if (_means.Length == parameters) return;
        if (_means.Length > 0)
            throw new InvalidOperationException($"The rule {Name} knows {_means.Length} parameters but was given {parameters}: one rule serves one model. Create it anew.");
        (_means, _dips, _counts, _scales) = (new double[parameters], new double[parameters], new long[parameters], new double[parameters]);
    }
}
