using System.Globalization;

namespace Ballast;

/// <summary>
/// Per tensor: keeps a running mean of ln ||g|| and rescales a gradient that is more than <c>factor</c> times its geometric
/// mean to exactly the mean: what a wild batch says counts no more than what a usual one says. The mean learns at most
/// <c>factor</c> times itself, so a spike moves it by at most ln(factor) (1 - memory), and it learns with decay
/// min(memory, k / (k + 1)), so that the first steps count alike.
/// </summary>
/// <remarks>
/// Where norms go far below their mean and back again and again, a large one is no spike: a classifier that is right about most of its
/// batches learns from the few others. So what is borne, in logarithms, is at least about twice their spread, measured by swings: how far a norm was
/// below the mean, or how far the next is above it, whichever is less. A lone spike follows no dip, and an explosion that calms down does not return.
/// </remarks>
internal sealed class ClipSpikesRule(double factor, double memory, int after) : IGuardRule
{
    private const double SwingsOfSpread = 0.09;
    private readonly double _rise = Math.Log(Require.Positive(factor - 1, nameof(factor)) + 1);
    private readonly double _memory = Require.BelowOne(memory);
    private readonly int _after = Require.AtLeast(after, 1);
    private double[] _means = [], _swings = [], _lows = [];   // of ln ||g||, of its squared swings, and how far the last was below the mean
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
            var rise = _counts[i] == 0 ? 0 : log - _means[i];
            if (_counts[i] >= _after) log = Math.Min(log, _means[i] + Borne(i));
            var swing = Math.Max(0, Math.Min(_lows[i], rise));
            var decay = Math.Min(_memory, _counts[i] / (_counts[i] + 1.0));
            _means[i] = (decay * _means[i]) + ((1 - decay) * log);
            _swings[i] = (decay * _swings[i]) + ((1 - decay) * swing * swing);
            _lows[i] = Math.Max(0, -rise);
            _counts[i]++;
        }
    }

    public string Save() => StateText.Write([.. _means, .. _swings, .. _lows], _counts);

    public void Load(string state)
    {
        var (values, counts) = StateText.Read(state, Name);
        var n = counts.Length;
        if (values.Length != 3 * n || counts.Any(count => count < 0) || !values.All(double.IsFinite) || values[n..].Any(value => value < 0)) throw StateText.Broken(state, Name);
        (_means, _swings, _lows) = (values[..n], values[n..(2 * n)], values[(2 * n)..]);
        (_counts, _scales) = (counts, new double[n]);
    }

    // as ln(norm / mean). Of logarithms with a normal spread, a quarter are swings, and their mean square over all is 0.09 of the spread's
    private double Borne(int i) => Math.Max(_rise, 2 * Math.Sqrt(_swings[i] / SwingsOfSpread));

    private void Fit(int parameters)
    {
        if (_means.Length == parameters) return;
        if (_means.Length > 0)
            throw new InvalidOperationException($"The rule {Name} knows {_means.Length} parameters but was given {parameters}: one rule serves one model. Create it anew.");
        (_means, _swings, _lows) = (new double[parameters], new double[parameters], new double[parameters]);
        (_counts, _scales) = (new long[parameters], new double[parameters]);
    }
}
