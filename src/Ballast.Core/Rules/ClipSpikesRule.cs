using System.Globalization;
using static Ballast.RuleConstants;

namespace Ballast;

/// <summary>
/// Per tensor: keeps a running mean of ln ||g|| and rescales a gradient that is more than <c>factor</c> times its geometric
/// mean to exactly the mean: what a wild batch says counts no more than what a usual one says. The mean learns at most
/// <c>factor</c> times itself, so a spike moves it by at most ln(factor) (1 - memory), and it learns with decay
/// min(memory, k / (k + 1)), so that the first steps count alike.
/// </summary>
/// <remarks>
/// Where norms go up and down widely, a large one is no spike: a classifier that is right about most of its
/// small batches learns from the few others. So what is borne, in logarithms, is at least twice the spread of the last norms, taken from
/// their lower half, which spikes do not reach, and from steps between neighbours, which an explosion that calms down does not. It grows by
/// 5 % a step at most and falls at once. What is more is rescaled to a <c>factor</c>-th of it.
/// </remarks>
internal sealed class ClipSpikesRule(double factor, double memory, int after) : IGuardRule
{
    private readonly double _rise = Math.Log(Require.Positive(factor - 1, nameof(factor)) + 1);
    private readonly double _memory = Require.BelowOne(memory);
    private readonly int _after = Require.AtLeast(after, 1);
    private double[] _means = [],
        _borne = []; // of ln ||g||, and how far above that one may be
    private RecentValues[] _recent = [];
    private long[] _counts = [];
    private readonly TensorScales _scales = new();

    public string Name => "clip-spikes";

    public Verdict Judge(GradientReading reading)
    {
        Fit(reading.Parameters.Length);
        _scales.Begin(_means.Length);
        for (var i = 0; i < _means.Length; i++)
            _scales.Set(i, Scale(i, reading.Parameters[i]));
        return _scales.Clipped == 0
            ? Verdict.Proceed
            : _scales.Rescale(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gradient of {reading.Parameters[_scales.Loudest].Info.Name} is {1 / _scales.Smallest:g3} times its usual norm"
                )
            );
    }

    public void Learn(GradientReading reading, Verdict final)
    {
        if (!final.TakesStep)
            return;
        Fit(reading.Parameters.Length);
        for (var i = 0; i < _means.Length; i++)
        {
            ref readonly var p = ref reading.Parameters[i];
            if (!p.IsFinite || p.Norm == 0)
                continue;
            var log = Math.Log(p.Norm);
            _recent[i].Add(log);
            if (_counts[i] >= _after)
                log = Math.Min(log, _means[i] + _borne[i]);
            _borne[i] = Math.Max(_rise, Math.Min(_borne[i] * SpikeWidening, 2 * Spread(_recent[i])));
            var decay = Math.Min(_memory, _counts[i] / (_counts[i] + 1.0));
            _means[i] = (decay * _means[i]) + ((1 - decay) * log);
            _counts[i]++;
        }
    }

    public string Save() => StateText.Write([.. _means, .. _borne, .. _recent.SelectMany(recent => recent.Values)], _counts);

    public void Load(string state)
    {
        var (values, counts) = StateText.Read(state, Name);
        var n = counts.Length;
        if (counts.Any(count => count < 0) || !values.All(double.IsFinite) || values.Length != (2 * n) + counts.Sum(RecentValues.Kept))
            throw StateText.Broken(state, Name);
        (_means, _borne, _counts, _recent) = (values[..n], values[n..(2 * n)], counts, new RecentValues[n]);
        for (var (i, at) = (0, 2 * n); i < n; at += RecentValues.Kept(counts[i++]))
            _recent[i] = new(values.AsSpan(at, RecentValues.Kept(counts[i])));
    }

    private double Scale(int i, in ParameterReading p)
    {
        if (_counts[i] < _after || !p.IsFinite || p.Norm == 0)
            return 1;
        var excess = Math.Log(p.Norm) - _means[i];
        return excess <= _borne[i] ? 1 : Math.Max(Math.Exp(_borne[i] - _rise - excess), double.Epsilon);
    }

    // sorts only where it matters
    private double Spread(RecentValues recent) =>
        recent.LowerSpread is var spread && 2 * spread > _rise ? Math.Min(spread, recent.StepSpread) : 0;

    private void Fit(int parameters)
    {
        if (_means.Length == parameters)
            return;
        if (_means.Length > 0)
            throw TensorScales.OfAnother(Name, _means.Length, parameters);
        (_means, _counts) = (new double[parameters], new long[parameters]);
        _borne = [.. Enumerable.Repeat(_rise, parameters)];
        _recent = [.. Enumerable.Range(0, parameters).Select(_ => new RecentValues([]))];
    }
}
